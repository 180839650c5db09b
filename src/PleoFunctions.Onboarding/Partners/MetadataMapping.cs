using System.Text.Json;
using PleoFunctions.Onboarding.Pleo;
using PleoFunctions.Onboarding.Responses;
using PleoFunctions.Onboarding.Webhooks;

namespace PleoFunctions.Onboarding.Partners;

/// <summary>How metadata is taken from a payload: a whole object, or member by member.</summary>
internal abstract class MetadataMapping
{
    private MetadataMapping() { }

    /// <summary>Reads the metadata; what is absent is left out, what cannot be taken is an error.</summary>
    public abstract IReadOnlyList<KeyValuePair<string, JsonElement>> Read(JsonElement root, List<PayloadError> errors);

    /// <summary>Places in a payload with a value for each, as a sample.</summary>
    public abstract IReadOnlyList<KeyValuePair<JsonPointer, string>> Sample();

    /// <summary>Takes an object as it is.</summary>
    public sealed class Whole(JsonPointer pointer) : MetadataMapping
    {
        public override IReadOnlyList<KeyValuePair<string, JsonElement>> Read(
            JsonElement root,
            List<PayloadError> errors
        )
        {
            if (!pointer.TryEvaluate(root, out var metadata) || metadata.ValueKind is JsonValueKind.Null)
            {
                return [];
            }

            if (metadata.ValueKind is not JsonValueKind.Object)
            {
                errors.Add(new PayloadError(pointer.ToString(), "has to be an object"));
                return [];
            }

            var members = new List<KeyValuePair<string, JsonElement>>(metadata.GetPropertyCount());
            foreach (var member in metadata.EnumerateObject())
            {
                if (member.NameEquals(InstallationRequest.DeliveryIdKey))
                {
                    errors.Add(
                        new PayloadError(JsonPointer.Append(pointer.ToString(), member.Name), "is a reserved name")
                    );
                }

                members.Add(new(member.Name, member.Value));
            }

            return members;
        }

        public override IReadOnlyList<KeyValuePair<JsonPointer, string>> Sample() =>
            [new(JsonPointer.Parse(JsonPointer.Append(pointer.ToString(), "externalConfigurationId")), "123456789")];

        public override string ToString() => pointer.ToString();
    }

    /// <summary>Takes each member from its own place.</summary>
    public sealed class ByKey(IReadOnlyList<KeyValuePair<string, JsonPointer>> pointers) : MetadataMapping
    {
        public override IReadOnlyList<KeyValuePair<string, JsonElement>> Read(
            JsonElement root,
            List<PayloadError> errors
        )
        {
            var members = new List<KeyValuePair<string, JsonElement>>(pointers.Count);
            foreach (var (key, pointer) in pointers)
            {
                if (pointer.TryEvaluate(root, out var value))
                {
                    members.Add(new(key, value));
                }
            }

            return members;
        }

        public override IReadOnlyList<KeyValuePair<JsonPointer, string>> Sample() =>
            [.. pointers.Select(pair => new KeyValuePair<JsonPointer, string>(pair.Value, "123456789"))];

        public override string ToString() => string.Join(", ", pointers.Select(pair => $"{pair.Key} <- {pair.Value}"));
    }
}
