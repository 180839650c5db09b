using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using PleoFunctions.Onboarding.Responses;

namespace PleoFunctions.Onboarding.Webhooks;

/// <summary>Reads a payload with a partner's mapping. It is strict, and names every place that is wrong.</summary>
internal static class PayloadReader
{
    /// <summary>How many objects and arrays may be nested.</summary>
    public const int MaxDepth = 32;

    private static readonly JsonDocumentOptions Strict = new()
    {
        MaxDepth = MaxDepth,
        AllowDuplicateProperties = false,
    };

    /// <summary>Reads a payload. It does not throw, whatever the bytes are.</summary>
    /// <param name="mapping">Where the payload has each value.</param>
    /// <param name="headerDeliveryId">The delivery id from the scheme's header; null when it has no id.</param>
    /// <param name="body">The raw body. It must not change until the payload is disposed.</param>
    public static PayloadReading Read(Mapping mapping, string? headerDeliveryId, ReadOnlyMemory<byte> body)
    {
        if (!Parse(body).Succeeded(out var json, out var malformed))
        {
            return new PayloadReading.Refused(malformed);
        }

        var reading = Read(mapping, headerDeliveryId, body.Span, json);
        if (reading is not PayloadReading.Accepted)
        {
            json.Dispose();
        }

        return reading;
    }

    private static PayloadReading Read(
        Mapping mapping,
        string? headerDeliveryId,
        ReadOnlySpan<byte> body,
        JsonDocument json
    )
    {
        var root = json.RootElement;
        if (!ReadDeliveryId(mapping, headerDeliveryId, root, body).Succeeded(out var deliveryId, out var unidentified))
        {
            return new PayloadReading.Refused(unidentified);
        }

        // An event of another type need not have a tenant.
        var errors = new List<PayloadError>();
        if (FindOtherType(mapping, root, errors) is { } otherType)
        {
            return new PayloadReading.Ignored(deliveryId, otherType);
        }

        var occurredAt = ReadOptional(mapping.OccurredAt, root, EventTime.ParseOrNull, EventTime.Form, errors);
        var tenant = ReadTenant(mapping, root, errors);
        var companyId = ReadOptional(mapping.CompanyId, root, CompanyId.ParseOrNull, CompanyId.Form, errors);
        var status = ReadStatus(mapping, root, errors);
        var metadata = mapping.Metadata.Read(root, errors);

        if (tenant is null || status is null || errors.Count > 0)
        {
            return new PayloadReading.Refused(
                new Problem(ProblemCode.InvalidPayload, "The payload has parts that are missing or not accepted.")
                {
                    Errors = errors,
                }
            );
        }

        return new PayloadReading.Accepted(
            new OnboardingPayload(json)
            {
                DeliveryId = deliveryId,
                OccurredAt = occurredAt,
                Tenant = tenant,
                CompanyId = companyId,
                Status = status,
                Metadata = metadata,
            }
        );
    }

    /// <summary>The type of an event that is not among the partner's; null when it is, or when there is no type.</summary>
    private static string? FindOtherType(Mapping mapping, JsonElement root, List<PayloadError> errors)
    {
        if (
            mapping.Events is not { } events
            || !mapping.EventType.TryEvaluate(root, out var value)
            || value.ValueKind is JsonValueKind.Null
        )
        {
            return null;
        }

        if (value.ValueKind is not JsonValueKind.String)
        {
            errors.Add(new PayloadError(mapping.EventType.ToString(), "has to be text"));
            return null;
        }

        var type = value.GetString()!;
        return events.Contains(type) ? null : type;
    }

    private static Result<JsonDocument> Parse(ReadOnlyMemory<byte> body)
    {
        if (!Utf8.IsValid(body.Span))
        {
            return new Problem(ProblemCode.MalformedJson, "The body is not UTF-8.");
        }

        // The parser accepts half a surrogate pair as an escape; it would fail only when its text is read.
        if (
            (body.Span.IndexOf("\\ud"u8) >= 0 || body.Span.IndexOf("\\uD"u8) >= 0)
            && JsonDiagnosis.FindFault(body.Span, MaxDepth) is { } fault
        )
        {
            return fault;
        }

        try
        {
            return JsonDocument.Parse(body, Strict);
        }
        catch (JsonException)
        {
            return JsonDiagnosis.FindFault(body.Span, MaxDepth)
                ?? new Problem(ProblemCode.MalformedJson, "The body is not valid JSON.");
        }
    }

    private static Result<string> ReadDeliveryId(
        Mapping mapping,
        string? fromHeader,
        JsonElement root,
        ReadOnlySpan<byte> body
    )
    {
        if (mapping.DeliveryId is { } pointer)
        {
            return pointer.TryEvaluate(root, out var value) && DeliveryId.IsValid(TextOf(value))
                ? TextOf(value)!
                : new Problem(ProblemCode.InvalidDeliveryId, $"The delivery id has to be {DeliveryId.Form}.")
                {
                    Errors = [new PayloadError(pointer.ToString(), "has to be " + DeliveryId.Form)],
                };
        }

        if (mapping.DeliveryIdHeader is { } header)
        {
            return DeliveryId.IsValid(fromHeader)
                ? fromHeader
                : new Problem(ProblemCode.InvalidDeliveryId, $"The header {header} has to be {DeliveryId.Form}.");
        }

        return Convert.ToHexStringLower(SHA256.HashData(body));
    }

    private static string? ReadTenant(Mapping mapping, JsonElement root, List<PayloadError> errors)
    {
        if (!mapping.Tenant.TryEvaluate(root, out var value) || value.ValueKind is JsonValueKind.Null)
        {
            errors.Add(new PayloadError(mapping.Tenant.ToString(), "is required"));
            return null;
        }

        // Only ASCII is changed to lower case: some other letters have an ASCII letter as their lower case.
        var tenant = TextOf(value) is { } text && Ascii.IsValid(text) ? text.ToLowerInvariant() : null;
        if (TenantName.IsValid(tenant))
        {
            return tenant;
        }

        errors.Add(new PayloadError(mapping.Tenant.ToString(), "has to be " + TenantName.Form));
        return null;
    }

    private static string? ReadStatus(Mapping mapping, JsonElement root, List<PayloadError> errors)
    {
        if (!mapping.Status.TryEvaluate(root, out var value) || value.ValueKind is JsonValueKind.Null)
        {
            return mapping.DefaultStatus;
        }

        if (value.ValueKind is JsonValueKind.String && mapping.FindStatus(value.GetString()!) is { } status)
        {
            return status;
        }

        errors.Add(new PayloadError(mapping.Status.ToString(), "has to be one of " + mapping.StatusWords));
        return null;
    }

    /// <summary>Reads a value that may be absent. A value of another form is an error only where the place is agreed.</summary>
    private static T? ReadOptional<T>(
        OptionalPlace place,
        JsonElement root,
        Func<string, T?> parseOrNull,
        string form,
        List<PayloadError> errors
    )
    {
        if (!place.Pointer.TryEvaluate(root, out var value) || value.ValueKind is JsonValueKind.Null)
        {
            return default;
        }

        if (TextOf(value) is { } text && parseOrNull(text) is { } read)
        {
            return read;
        }

        if (place.IsAgreed)
        {
            errors.Add(new PayloadError(place.Pointer.ToString(), "has to be " + form));
        }

        return default;
    }

    /// <summary>A string, or a whole number as written; null for anything else.</summary>
    private static string? TextOf(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number when value.GetRawText() is var text && text.All(char.IsAsciiDigit) => text,
            _ => null,
        };
}

/// <summary>The result of reading a payload.</summary>
internal abstract class PayloadReading
{
    private PayloadReading() { }

    /// <summary>The event onboards or updates a customer.</summary>
    /// <param name="payload">What it asks for. The caller disposes it.</param>
    public sealed class Accepted(OnboardingPayload payload) : PayloadReading
    {
        public OnboardingPayload Payload { get; } = payload;
    }

    /// <summary>The event has another type, so nothing is done.</summary>
    /// <param name="deliveryId">The delivery id.</param>
    /// <param name="type">The type, as sent.</param>
    public sealed class Ignored(string deliveryId, string type) : PayloadReading
    {
        public string DeliveryId { get; } = deliveryId;

        public string Type { get; } = type;
    }

    /// <summary>The payload is not valid.</summary>
    /// <param name="problem">The reason.</param>
    public sealed class Refused(Problem problem) : PayloadReading
    {
        public Problem Problem { get; } = problem;
    }
}
