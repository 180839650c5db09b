using System.Globalization;
using System.Net.Sockets;
using Azure;

namespace PleoFunctions.Onboarding.Telemetry;

/// <summary>Why a call to an Azure service failed, for the log.</summary>
/// <param name="Name">
/// The type of the exception, and its code if it has one. It has no message: that may hold names and addresses.
/// </param>
/// <param name="Status">The status that the service answered; <c>none</c> if it did not answer.</param>
internal readonly record struct FailureCause(string Name, string Status)
{
    private const string None = "none";

    /// <summary>Finds the cause inside what the SDK throws.</summary>
    public static FailureCause Of(Exception failure) =>
        failure switch
        {
            // The SDK throws it after several attempts. The last one counts.
            AggregateException { InnerExceptions: [.., var last] } => Of(last),
            RequestFailedException { Status: > 0 } answered => new(
                nameof(RequestFailedException),
                answered.Status.ToString(CultureInfo.InvariantCulture)
            ),
            RequestFailedException { InnerException: { } cause } => Of(cause),
            HttpRequestException { InnerException: SocketException cause } => Of(cause),
            HttpRequestException { HttpRequestError: not HttpRequestError.Unknown and var error } => new(
                $"{nameof(HttpRequestException)} {error}",
                None
            ),
            SocketException { SocketErrorCode: var error } => new($"{nameof(SocketException)} {error}", None),
            _ => new(failure.GetType().Name, None),
        };
}
