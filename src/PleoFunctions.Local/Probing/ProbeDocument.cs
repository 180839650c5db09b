using System.Text.Json.Serialization;
using PleoFunctions.Onboarding.Responses;

namespace PleoFunctions.Local.Probing;

/// <summary>The result of a probe for programs. It has no key and no body of Pleo's.</summary>
internal sealed class ProbeDocument
{
    public required string Pleo { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>The installation that the probe created is deleted.</summary>
    public required bool CleanedUp { get; init; }

    public required IReadOnlyList<AssumptionDocument> Assumptions { get; init; }

    public required IReadOnlyList<ProbeCallDocument> Calls { get; init; }

    public static ProbeDocument From(Uri pleo, DateTimeOffset at, ProbeRun run, IEnumerable<Assumption> assumptions) =>
        new()
        {
            Pleo = pleo.AbsoluteUri,
            At = at,
            CleanedUp = !run.LeftSomething,
            Assumptions =
            [
                .. assumptions.Select(one => new AssumptionDocument(
                    one.Id,
                    one.Assumed,
                    one.Seen,
                    WireName.Of(one.Verdict)
                )),
            ],
            Calls =
            [
                .. run.Seen.Calls.Select(call => new ProbeCallDocument(
                    call.Name,
                    call.Answer.Status,
                    call.Answer.Failure,
                    call.Answer.MediaType,
                    call.Answer.Body.Length
                )),
            ],
        };
}

/// <summary>An assumption, what was seen, and <c>holds</c>, <c>does_not_hold</c> or <c>not_seen</c>.</summary>
internal sealed record AssumptionDocument(string Id, string Assumed, string Seen, string Verdict);

/// <summary>A call of a probe: its status, or why there is none, and the type and length of its body in bytes.</summary>
internal sealed record ProbeCallDocument(string Call, int? Status, string? Failure, string? MediaType, int BodyLength);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true
)]
[JsonSerializable(typeof(ProbeDocument))]
[JsonSerializable(typeof(string))]
internal sealed partial class ProbeJson : JsonSerializerContext;
