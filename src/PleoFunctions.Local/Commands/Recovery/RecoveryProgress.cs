namespace PleoFunctions.Local.Commands.Recovery;

/// <summary>
/// Shows how far a run is: two lines that change in a terminal, else a line every ten seconds. It uses no colour.
/// </summary>
/// <param name="output">Where to write.</param>
/// <param name="width">The columns of the terminal; null when the output is not one.</param>
/// <param name="clock">Says when it is time for the next line.</param>
internal sealed class RecoveryProgress(TextWriter output, Func<int>? width, TimeProvider clock)
{
    /// <summary>How long a bar stays as it is.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private const string EraseToEndOfLine = "\e[K";
    private const string EraseTwoLines = "\r\e[1A\e[J";

    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(10);

    private long _shownAt = clock.GetTimestamp();
    private bool _hasBar;

    /// <summary>The progress for an output: with a bar when it is a terminal that can redraw.</summary>
    public static RecoveryProgress For(TextWriter output) =>
        new(
            output,
            ReferenceEquals(output, Console.Out)
            && !Console.IsOutputRedirected
            && Environment.GetEnvironmentVariable("TERM") is not "dumb"
                ? static () => Console.WindowWidth is > 0 and var columns ? columns : 80
                : null,
            TimeProvider.System
        );

    /// <summary>Shows the progress if the last one is old.</summary>
    /// <param name="tally">The results so far.</param>
    /// <param name="elapsed">The time since the beginning.</param>
    /// <param name="pause">How long the run still pauses; zero or less when it does not.</param>
    public void Show(RecoveryTally tally, TimeSpan elapsed, TimeSpan pause)
    {
        if (clock.GetElapsedTime(_shownAt) < (width is null ? LineInterval : Interval))
        {
            return;
        }

        _shownAt = clock.GetTimestamp();
        if (width is null)
        {
            output.WriteLine($"{Figures(tally, elapsed, pause)}: {Counts(tally)}");
            return;
        }

        var columns = width() - 1;
        output.Write(
            $"{(_hasBar ? "\r\e[1A" : "")}{Fit(Bar(tally, elapsed, pause, columns), columns)}{EraseToEndOfLine}\n{Fit(Counts(tally), columns)}{EraseToEndOfLine}"
        );
        output.Flush();
        _hasBar = true;
    }

    /// <summary>Prints a line that stays.</summary>
    public void Say(string line)
    {
        Clear();
        output.WriteLine(TextTable.Plain(line));
        output.Flush();
    }

    /// <summary>Removes the bar.</summary>
    public void Clear()
    {
        if (_hasBar)
        {
            output.Write(EraseTwoLines);
            _hasBar = false;
        }
    }

    private static string Bar(RecoveryTally tally, TimeSpan elapsed, TimeSpan pause, int columns)
    {
        var figures = Figures(tally, elapsed, pause);
        var room = Math.Min(40, columns - figures.Length - 2);
        if (room < 5)
        {
            return figures;
        }

        var full = (int)((long)room * tally.Ended / tally.Total);
        return $"{new string('█', full)}{new string('░', room - full)}  {figures}";
    }

    private static string Figures(RecoveryTally tally, TimeSpan elapsed, TimeSpan pause)
    {
        var done = $"{RecoveryTally.Write(tally.Ended)}/{RecoveryTally.Write(tally.Total)}";
        if (pause > TimeSpan.Zero)
        {
            return $"{done}, paused for {TimeText.Write(pause)}";
        }

        return tally.Ended is 0 || elapsed <= TimeSpan.Zero
            ? done
            : FormattableString.Invariant(
                $"{done}, {tally.Ended / elapsed.TotalSeconds:0.#}/s, {TimeText.Write(elapsed / tally.Ended * (tally.Total - tally.Ended))} left"
            );
    }

    private static string Counts(RecoveryTally tally) =>
        string.Join(
            ", ",
            tally.Outcomes().Select(one => $"{TextTable.Plain(one.Outcome)} {RecoveryTally.Write(one.Count)}")
        );

    private static string Fit(string line, int columns) =>
        line.Length <= columns ? line : $"{line[..Math.Max(0, columns - 1)]}…";
}
