using GangExitStream.Producer.Live;
using Microsoft.Extensions.Time.Testing;

namespace GangExitStream.Tests.Unit.Live;

public sealed class LiveIdentityTests
{
    [Theory]
    [InlineData("perf record -k CLOCK_MONOTONIC -a", TraceClock.Monotonic)]
    [InlineData("perf record --clockid mono", TraceClock.Monotonic)]
    [InlineData("perf record --clockid=realtime", TraceClock.Realtime)]
    [InlineData("perf record -k CLOCK_BOOTTIME", TraceClock.Unknown)]
    [InlineData("perf record -a -k", TraceClock.Unknown)]
    [InlineData("perf record -a", TraceClock.Unknown)]
    public void The_command_tells_the_clock(string command, TraceClock expected) => Assert.Equal(expected, LiveClock.Of([.. command.Split(' ')]));

    [Fact]
    public void Wall_time_is_trace_time_plus_the_offset()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddDays(20_000));
        time.Advance(TimeSpan.FromHours(7));

        var wall = (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;

        Assert.Equal(wall, LiveClock.MonotonicNs(time) + LiveClock.OffsetNs(TraceClock.Monotonic, time));
        Assert.Equal(0, LiveClock.OffsetNs(TraceClock.Realtime, time));
        Assert.Null(LiveClock.OffsetNs(TraceClock.Unknown, time));
    }

    [Fact]
    public void The_real_clocks_agree_within_a_second()
    {
        var uptime = double.Parse(File.ReadAllText("/proc/uptime").Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
        var wall = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1e3;

        Assert.InRange(LiveClock.OffsetNs(TraceClock.Monotonic, TimeProvider.System)!.Value / 1e9 - (wall - uptime), -1, 1);
    }

    [Fact]
    public void A_source_is_the_boot_id_and_the_start_since_boot()
    {
        var time = new FakeTimeProvider();
        var first = LiveIdentity.Now(TraceClock.Monotonic, time);
        time.Advance(TimeSpan.FromMicroseconds(1));
        var second = LiveIdentity.Now(TraceClock.Monotonic, time);

        Assert.StartsWith(File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim() + "-", first.Source, StringComparison.Ordinal);
        Assert.NotEqual(first.Source, second.Source);
        Assert.DoesNotContain('/', first.Source);
        Assert.Equal(File.ReadAllText("/proc/sys/kernel/hostname").Trim(), first.Host);
    }
}
