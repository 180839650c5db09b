using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Runs the function by a schedule; sits on any parameter.</summary>
/// <param name="schedule">NCRONTAB with seconds, or the name of a setting that holds it, between percent signs.</param>
public sealed class TimerTriggerAttribute(string schedule) : TriggerBindingAttribute
{
    /// <summary>The schedule, as it was given.</summary>
    public string Schedule { get; private set; } = schedule;

    /// <summary>The host stores when the timer ran, and makes up for a run that it missed; true unless set.</summary>
    public bool UseMonitor { get; set; } = true;

    /// <summary>The function also runs whenever the host starts.</summary>
    public bool RunOnStartup { get; set; }
}
