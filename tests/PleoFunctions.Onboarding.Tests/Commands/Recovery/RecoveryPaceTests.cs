using PleoFunctions.Local.Commands.Recovery;

namespace PleoFunctions.Onboarding.Tests.Commands.Recovery;

public sealed class RecoveryPaceTests
{
    [Theory]
    [InlineData(0.5)]
    [InlineData(5)]
    [InlineData(200)]
    public void Starts_as_many_in_a_minute_as_the_rate_allows(double rate)
    {
        var pace = new RecoveryPace(rate);
        var now = TimeSpan.Zero;
        var starts = 0;

        while ((now += pace.WaitAt(now)) < TimeSpan.FromMinutes(1))
        {
            pace.Start(now);
            starts++;
        }

        starts.ShouldBe((int)(60 * rate));
    }

    [Fact]
    public void The_first_starts_at_once_and_the_second_waits()
    {
        var pace = new RecoveryPace(5);

        pace.WaitAt(TimeSpan.Zero).ShouldBe(TimeSpan.Zero);
        pace.Start(TimeSpan.Zero);

        pace.WaitAt(TimeSpan.Zero).ShouldBe(TimeSpan.FromMilliseconds(200));
        pace.WaitAt(TimeSpan.FromMilliseconds(150)).ShouldBe(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void A_late_timer_is_made_up_for()
    {
        var pace = new RecoveryPace(100);
        pace.Start(TimeSpan.Zero);

        pace.Start(TimeSpan.FromMilliseconds(15));

        pace.WaitAt(TimeSpan.FromMilliseconds(15)).ShouldBe(TimeSpan.FromMilliseconds(5));
    }

    [Fact]
    public void A_pause_is_not_made_up_for()
    {
        var pace = new RecoveryPace(5);
        pace.Start(TimeSpan.Zero);

        pace.Start(TimeSpan.FromMinutes(1));

        pace.WaitAt(TimeSpan.FromMinutes(1)).ShouldBe(TimeSpan.FromMilliseconds(180));
    }
}
