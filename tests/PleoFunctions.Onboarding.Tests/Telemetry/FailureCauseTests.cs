using System.Net.Sockets;
using Azure;
using Azure.Identity;
using PleoFunctions.Onboarding.Telemetry;

namespace PleoFunctions.Onboarding.Tests.Telemetry;

public sealed class FailureCauseTests
{
    private const string Secret = "distinctive";

    public static TheoryData<Exception, string, string> Failures =>
        new()
        {
            { new RequestFailedException(403, Secret), "RequestFailedException", "403" },
            { NotAnswered(new HttpRequestException(Secret)), "HttpRequestException", "none" },
            {
                NotAnswered(new HttpRequestException(HttpRequestError.NameResolutionError, Secret)),
                "HttpRequestException NameResolutionError",
                "none"
            },
            {
                NotAnswered(
                    new HttpRequestException(
                        HttpRequestError.ConnectionError,
                        Secret,
                        new SocketException((int)SocketError.ConnectionRefused)
                    )
                ),
                "SocketException ConnectionRefused",
                "none"
            },
            { new AggregateException(new IOException(), new TaskCanceledException()), "TaskCanceledException", "none" },
            {
                new AggregateException(new TaskCanceledException(), new RequestFailedException(503, Secret)),
                "RequestFailedException",
                "503"
            },
            { new AggregateException(), "AggregateException", "none" },
            { new AuthenticationFailedException(Secret), "AuthenticationFailedException", "none" },
        };

    [Theory]
    [MemberData(nameof(Failures))]
    public void Names_the_cause_and_the_status_of_the_last_attempt(Exception failure, string name, string status) =>
        FailureCause.Of(failure).ShouldBe(new FailureCause(name, status));

    private static RequestFailedException NotAnswered(Exception cause) => new(0, Secret, null, cause);
}
