using System.Text.Json;
using PleoFunctions.Onboarding.Pleo;
using PleoFunctions.Onboarding.Responses;

namespace PleoFunctions.Onboarding.Webhooks;

/// <summary>How metadata is read from a payload: a whole object, or member by member.</summary>
internal abstract class MetadataMapping
{
    private MetadataMapping() { }

    /// <summary>Reads the metadata. It leaves out what is absent, and adds an error for what is not accepted.</summary>
    public abstract IReadOnlyList<KeyValuePair<string, JsonElement>> Read(JsonElement root, List<PayloadError> errors);

    /// <summary>Reads a whole object.</summary>
    public sealed class Whole(JsonPointer pointer) : MetadataMapping
    {
        public JsonPointer Pointer { get; } = pointer;

        public override IReadOnlyList<KeyValuePair<string, JsonElement>> Read(
            JsonElement root,
            List<PayloadError> errors
        )
        {
            if (!Pointer.TryEvaluate(root, out var metadata) || metadata.ValueKind is JsonValueKind.Null)
            {
                return [];
            }

            if (metadata.ValueKind is not JsonValueKind.Object)
            {
                errors.Add(new PayloadError(Pointer.ToString(), "has to be an object"));
                return [];
            }

            var members = new List<KeyValuePair<string, JsonElement>>(metadata.GetPropertyCount());
            foreach (var member in metadata.EnumerateObject())
            {
                if (member.NameEquals(InstallationRequest.DeliveryIdKey))
                {
                    errors.Add(
                        new PayloadError(JsonPointer.Append(Pointer.ToString(), member.Name), "is a reserved name")
                    );
                }

                members.Add(new(member.Name, member.Value));
            }

            return members;
        }

        public override string ToString() => Pointer.ToString();
    }

    /// <summary>Reads each member from its own place.</summary>
    public sealed class ByKey(IReadOnlyList<KeyValuePair<string, JsonPointer>> pointers) : MetadataMapping
    {
        public IReadOnlyList<KeyValuePair<string, JsonPointer>> Pointers { get; } = pointers;

        public override IReadOnlyList<KeyValuePair<string, JsonElement>> Read(
            JsonElement root,
            List<PayloadError> errors
        )
        {
            var members = new List<KeyValuePair<string, JsonElement>>(Pointers.Count);
            foreach (var (key, pointer) in Pointers)
            {
                if (pointer.TryEvaluate(root, out var value))
                {
                    members.Add(new(key, value));
                }
            }

            return members;
        }

        public override string ToString() => string.Join(", ", Pointers.Select(pair => $"{pair.Key} <- {pair.Value}"));
    }
}
