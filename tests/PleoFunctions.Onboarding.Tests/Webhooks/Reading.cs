using System.Text;
using PleoFunctions.Onboarding.Partners;
using PleoFunctions.Onboarding.Responses;
using PleoFunctions.Onboarding.Tests.Scenarios;
using PleoFunctions.Onboarding.Webhooks;

namespace PleoFunctions.Onboarding.Tests.Webhooks;

/// <summary>The result of reading a payload, with the partner's settings below <c>Partners:acme:</c>.</summary>
internal sealed class Reading
{
    private readonly OnboardingPayload? _payload;
    private readonly Problem? _problem;

    private Reading(PayloadReading reading)
    {
        _payload = (reading as PayloadReading.Accepted)?.Payload;
        _problem = (reading as PayloadReading.Refused)?.Problem;
        IgnoredType = (reading as PayloadReading.Ignored)?.Type;
    }

    /// <summary>The type of an event that is ignored; null for any other.</summary>
    public string? IgnoredType { get; }

    public OnboardingPayload Payload => _payload.ShouldNotBeNull(string.Join("; ", _problem is null ? [] : Errors));

    public Problem Problem => _problem.ShouldNotBeNull();

    public bool Succeeded => _payload is not null;

    /// <summary>The metadata, each as <c>name = JSON text</c>.</summary>
    public IReadOnlyList<string> Metadata =>
        [.. Payload.Metadata.Select(member => $"{member.Key} = {member.Value.GetRawText()}")];

    /// <summary>The errors, each as <c>pointer: detail</c>.</summary>
    public IReadOnlyList<string> Errors => [.. Problem.Errors.Select(error => $"{error.Pointer}: {error.Detail}")];

    public static Reading Of(string body, params (string Name, string? Value)[] settings) =>
        Of(Encoding.UTF8.GetBytes(body), settings);

    public static Reading Of(byte[] body, params (string Name, string? Value)[] settings) =>
        Of(Composition.Partner(settings), body);

    public static Reading Of(Partner partner, byte[] body) => new(PayloadReader.Read(partner.Mapping, "msg_1", body));

    /// <summary>A good payload under a delivery id.</summary>
    public static Reading WithId(string? id) =>
        new(PayloadReader.Read(Composition.Partner().Mapping, id, """{"data":{"tenant":"northwind"}}"""u8.ToArray()));
}
