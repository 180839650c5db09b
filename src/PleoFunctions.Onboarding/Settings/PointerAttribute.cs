using PleoFunctions.Onboarding.Webhooks;

namespace PleoFunctions.Onboarding.Settings;

/// <summary>A JSON Pointer (RFC 6901).</summary>
internal sealed class PointerAttribute : SettingAttribute
{
    protected override string Expected => "a JSON Pointer (RFC 6901), such as /data/tenant";

    protected override bool Accepts(string value) => JsonPointer.TryParse(value, out _);
}
