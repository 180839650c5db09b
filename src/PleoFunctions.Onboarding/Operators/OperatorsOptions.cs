using Microsoft.Extensions.Options;
using PleoFunctions.Onboarding.Settings;

namespace PleoFunctions.Onboarding.Operators;

/// <summary>The settings <c>Operators__…</c>: whom the operators' routes let in.</summary>
internal sealed class OperatorsOptions
{
    public const string Section = "Operators";

    public const string False = "false";

    private const string True = "true";

    /// <summary>Who issues operators' access tokens: the address above <c>/.well-known/openid-configuration</c>.</summary>
    /// <value>Default: null. The routes then take the host's admin key only.</value>
    [HttpAddress("https://login.microsoftonline.com/<tenant-id>/v2.0", Optional = true)]
    public string? Authority { get; set; }

    /// <summary>What a token must be for: its claim <c>aud</c>.</summary>
    /// <value>Default: null.</value>
    [Audience(Optional = true)]
    public string? Audience { get; set; }

    /// <summary>Whether the host's admin key lets an operator in.</summary>
    /// <value>Default: true.</value>
    [OneOf(True, False)]
    public string AdminKey { get; set; } = True;
}

/// <summary>Checks each setting on its own.</summary>
[OptionsValidator]
internal sealed partial class OperatorsOptionsValidator : IValidateOptions<OperatorsOptions>;

/// <summary>Checks the settings against each other and against the environment.</summary>
internal sealed class OperatorsOptionsRules(OnboardingEnvironment environment) : IValidateOptions<OperatorsOptions>
{
    public ValidateOptionsResult Validate(string? name, OperatorsOptions options) =>
        options switch
        {
            { Authority: not null, Audience: null } => ValidateOptionsResult.Fail(
                "Operators__Audience is not set; expected the audience of the tokens of Operators__Authority."
            ),
            { Authority: null, Audience: not null } => ValidateOptionsResult.Fail(
                "Operators__Authority is not set; expected the issuer of the tokens for Operators__Audience."
            ),
            { Authority: null, AdminKey: OperatorsOptions.False } => ValidateOptionsResult.Fail(
                "Operators__AdminKey is 'false'; expected true while Operators__Authority is not set, because no operator could get in."
            ),
            { Authority: { } authority } when IsPlain(authority) && !environment.IsDevelopment =>
                ValidateOptionsResult.Fail(
                    $"Operators__Authority is '{authority}'; expected an https address outside Development."
                ),
            _ => ValidateOptionsResult.Success,
        };

    private static bool IsPlain(string authority) =>
        authority.StartsWith(Uri.UriSchemeHttp + "://", StringComparison.OrdinalIgnoreCase);
}

/// <summary>The audience of a token. Issuers choose its form, so any text passes.</summary>
internal sealed class AudienceAttribute : SettingAttribute
{
    protected override string Expected => "the audience of operators' tokens: the client id of the app registration";

    protected override bool Accepts(string value) => true;
}
