using Microsoft.Extensions.Time.Testing;
using PleoFunctions.Local.Commands.Recovery;

namespace PleoFunctions.Onboarding.Tests.Commands.Recovery;

public sealed class RecoveryProgressTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly StringWriter _output = new() { NewLine = "\n" };
    private readonly RecoveryTally _tally = new(2000);

    public void Dispose() => _output.Dispose();

    [Fact]
    public void Without_a_terminal_it_prints_a_plain_line_every_ten_seconds()
    {
        var progress = new RecoveryProgress(_output, width: null, _clock);
        Add(500, "created");
        Add(2, "pleo_rejected");

        for (var second = 0; second < 25; second++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            progress.Show(_tally, TimeSpan.FromSeconds(10), TimeSpan.Zero);
        }

        const string line = "502/2,000, 50.2/s, 30 s left: created 500, pleo_rejected 2\n";
        _output.ToString().ShouldBe(line + line);
    }

    [Theory]
    [InlineData(20, "500/2,000, 50/s, 3…", "created 499, pleo_…")]
    [InlineData(40, "██░░░░░░░░░  500/2,000, 50/s, 30 s left", "created 499, pleo_rejected 1")]
    [InlineData(
        80,
        "██████████░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░  500/2,000, 50/s, 30 s left",
        "created 499, pleo_rejected 1"
    )]
    public void In_a_terminal_a_bar_fits_the_width(int width, string bar, string counts)
    {
        var progress = new RecoveryProgress(_output, () => width, _clock);
        Add(499, "created");
        Add(1, "pleo_rejected");
        _clock.Advance(RecoveryProgress.Interval);

        progress.Show(_tally, TimeSpan.FromSeconds(10), TimeSpan.Zero);

        _output.ToString().ShouldBe($"{bar}\e[K\n{counts}\e[K");
    }

    [Fact]
    public void A_bar_replaces_the_one_before_and_a_line_that_stays_stands_above_it()
    {
        var progress = new RecoveryProgress(_output, () => 30, _clock);
        _clock.Advance(RecoveryProgress.Interval);
        progress.Show(_tally, TimeSpan.Zero, TimeSpan.Zero);
        progress.Say("pausing");
        _clock.Advance(RecoveryProgress.Interval);
        progress.Show(_tally, TimeSpan.Zero, TimeSpan.FromSeconds(12));
        _clock.Advance(RecoveryProgress.Interval);
        progress.Show(_tally, TimeSpan.Zero, TimeSpan.FromSeconds(11));

        var shown = _output.ToString();

        shown.ShouldContain("\r\e[1A\e[Jpausing\n0/2,000, paused for 12 s\e[K\n");
        shown.ShouldEndWith("\r\e[1A0/2,000, paused for 11 s\e[K\n\e[K");
    }

    [Fact]
    public async Task The_table_counts_each_outcome_and_what_did_not_run()
    {
        Add(1200, "created");
        Add(3, "updated");

        await _tally.ToTable().PrintAsync(_output);

        _output
            .ToString()
            .ShouldBe(
                """
                OUTCOME    DELIVERIES
                created    1,200
                updated    3
                (not run)  797

                """
            );
        _tally.Results.ShouldBe(1203);
    }

    private void Add(int count, string outcome)
    {
        for (var n = 0; n < count; n++)
        {
            _tally.Add(
                new ReplayResult(outcome, outcome is "pleo_rejected" ? ReplayKind.RefusedByPleo : ReplayKind.Done)
            );
        }
    }
}
