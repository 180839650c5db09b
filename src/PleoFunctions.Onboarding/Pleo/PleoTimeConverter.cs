using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PleoFunctions.Onboarding.Pleo;

/// <summary>Reads a time of Pleo's (RFC 3339): with any number of decimals, and as UTC when it names no offset.</summary>
internal sealed class PleoTimeConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType is JsonTokenType.String
        && DateTimeOffset.TryParse(
            reader.GetString(),
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var time
        )
            ? time
            : throw new JsonException("A time is not of the form of RFC 3339.");

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime);
}
