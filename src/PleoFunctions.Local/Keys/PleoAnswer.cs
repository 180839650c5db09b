using System.Text.Json;
using PleoFunctions.Onboarding.Pleo;

namespace PleoFunctions.Local.Keys;

/// <summary>What Pleo answered to one request, or why there is no answer.</summary>
internal sealed class PleoAnswer
{
    /// <summary>The HTTP status; null when no whole answer came.</summary>
    public int? Status { get; init; }

    /// <summary>The media type of the body, such as <c>application/json</c>; null when there is none.</summary>
    public string? MediaType { get; init; }

    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Why there is no answer; null when there is one.</summary>
    public string? Failure { get; init; }

    /// <summary>The status is 2xx.</summary>
    public bool Succeeded => Status is >= 200 and < 300;

    /// <summary>Pleo refuses the key.</summary>
    public bool RefusesKey => Status is 401 or 403;

    /// <summary>The status, or why there is none.</summary>
    public string Summary => Failure ?? $"status {Status}";

    /// <summary>The installations in the body; null when it is not of the documented form.</summary>
    public IReadOnlyList<Installation>? Installations => Succeeded ? InstallationsReader.Read(Body.Span) : null;

    /// <summary>Whose the key is; null when the body is not of the documented form.</summary>
    public KeySubject? Subject =>
        Succeeded && IntrospectionReader.TryRead(Body.Span, out var subject)
            ? new KeySubject(subject, TextOf("scope"), TextOf("authMethod"))
            : null;

    /// <summary>
    /// A text in the document or in its <c>data</c>; null when there is none, or when it has half a surrogate pair. The
    /// reader of the core has checked the form.
    /// </summary>
    private string? TextOf(string name)
    {
        var root = JsonElement.Parse(Body.Span);
        var data = root.TryGetProperty("data"u8, out var inner) ? inner : root;
        try
        {
            return data.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String
                ? value.GetString()
                : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}

/// <summary>What Pleo says about a key.</summary>
/// <param name="Urn">Whose the key is: a company's URN, or an organisation's; null when Pleo does not tell.</param>
/// <param name="Scope">Its scopes, separated by spaces; null when Pleo does not tell.</param>
/// <param name="AuthMethod">How it authenticates, such as <c>API_KEY</c>; null when Pleo does not tell.</param>
internal sealed record KeySubject(string? Urn, string? Scope, string? AuthMethod);
