using Microsoft.Extensions.Options;
using PleoFunctions.Onboarding.Settings;

namespace PleoFunctions.Onboarding.Recovery;

/// <summary>The settings <c>Recovery__…</c>: when recovery runs, and when it gives up.</summary>
internal sealed class RecoveryOptions
{
    public const string Section = "Recovery";

    /// <summary>After which time an open delivery is dead; 00:01:00 to 30 days.</summary>
    /// <value>Default: 3.00:00:00, 3 days.</value>
    [Duration("00:01:00", "30.00:00:00", Example = "3.00:00:00")]
    public string GiveUpAfter { get; set; } = "3.00:00:00";

    /// <summary>When recovery runs, as NCRONTAB with seconds. Only the Functions host reads it, and needs it.</summary>
    /// <value>Default: null. The template and the sample settings have every minute.</value>
    [Schedule(Optional = true)]
    public string? Schedule { get; set; }
}

/// <summary>Checks each setting on its own.</summary>
[OptionsValidator]
internal sealed partial class RecoveryOptionsValidator : IValidateOptions<RecoveryOptions>;

/// <summary>A timer's schedule. Only the Functions host knows the form, so any text passes.</summary>
internal sealed class ScheduleAttribute : SettingAttribute
{
    protected override string Expected => "an NCRONTAB expression with seconds, such as 0 * * * * *";

    protected override bool Accepts(string value) => true;
}
