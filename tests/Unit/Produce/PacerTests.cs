using GangExitStream.Producer.Pacing;
using Microsoft.Extensions.Time.Testing;

namespace GangExitStream.Tests.Unit.Produce;

public sealed class PacerTests
{
    private static readonly KvmEvent[] Events = [.. new long[] { 5_000, 1_000_005_000, 1_000_005_000, 3_000_005_000 }.Select(ns => KvmEvent.Enter(ns, 0, 1, 1, 0, 4))];

    [Fact]
    public void The_first_event_is_due_at_once_and_the_others_with_their_spacing()
    {
        var time = new FakeTimeProvider();
        var pacer = new Pacer(ReplaySpeed.Times(1), time);
        Assert.Equal(1, pacer.CountDue(Events));
        Assert.Equal(TimeSpan.FromSeconds(1), pacer.UntilDue(Events[1]));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(2, pacer.CountDue(Events.AsSpan(1)));
        time.Advance(TimeSpan.FromSeconds(1.5));
        Assert.Equal(0, pacer.CountDue(Events.AsSpan(3)));
        Assert.Equal(TimeSpan.FromSeconds(0.5), pacer.UntilDue(Events[3]));
    }

    [Fact]
    public void Ten_times_the_speed_takes_a_tenth_of_the_time()
    {
        var time = new FakeTimeProvider();
        var pacer = new Pacer(ReplaySpeed.Times(10), time);
        pacer.CountDue(Events);
        Assert.Equal(TimeSpan.FromSeconds(0.3), pacer.UntilDue(Events[3]));
        time.Advance(TimeSpan.FromSeconds(0.3));
        Assert.Equal(4, pacer.CountDue(Events));
    }

    [Fact]
    public void At_full_speed_everything_is_due() => Assert.Equal(4, new Pacer(ReplaySpeed.Max, new FakeTimeProvider()).CountDue(Events));

    [Fact]
    public void A_forged_gap_of_centuries_is_a_wait_that_timers_can_do()
    {
        var pacer = new Pacer(ReplaySpeed.Times(0.001), new FakeTimeProvider());
        pacer.CountDue([KvmEvent.Enter(0, 0, 1, 1, 0, 4)]);
        Assert.InRange(pacer.UntilDue(KvmEvent.Enter(long.MaxValue, 0, 1, 1, 0, 4)), TimeSpan.FromHours(1), TimeSpan.FromDays(40));
    }

    [Theory]
    [InlineData("max", null)]
    [InlineData("1", 1.0)]
    [InlineData("0.5", 0.5)]
    [InlineData("100", 100.0)]
    public void Speeds_are_read(string text, double? factor)
    {
        Assert.True(ReplaySpeed.TryParse(text, out var speed));
        Assert.Equal(factor, speed.Factor);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("1e999")]
    [InlineData("fast")]
    public void Other_speeds_are_refused(string text) => Assert.False(ReplaySpeed.TryParse(text, out _));
}
