using GangExitStream.Producer.Live;
using Microsoft.Extensions.Time.Testing;

namespace GangExitStream.Tests.Unit.Live;

public sealed class LiveIdentityTests
{
    [Theory]
    [InlineData("perf record -k CLOCK_MONOTONIC -a", RecorderClock.Monotonic)]
    [InlineData("perf record --clockid mono", RecorderClock.Monotonic)]
    [InlineData("perf record --clockid=realtime", RecorderClock.Realtime)]
    [InlineData("perf record -k CLOCK_BOOTTIME", RecorderClock.Unknown)]
    [InlineData("perf record -a -k", RecorderClock.Unknown)]
    [InlineData("perf record -a", RecorderClock.Unknown)]
    public void The_command_tells_the_clock(string command, RecorderClock expected) => Assert.Equal(expected, LiveClock.Of([.. command.Split(' ')]));

    [Fact]
    public void Wall_time_is_trace_time_plus_the_offset()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddDays(20_000));
        time.Advance(TimeSpan.FromHours(7));

        var wall = (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;

        Assert.Equal(wall, LiveClock.MonotonicNs(time) + LiveClock.OffsetNs(RecorderClock.Monotonic, time));
        Assert.Equal(0, LiveClock.OffsetNs(RecorderClock.Realtime, time));
        Assert.Null(LiveClock.OffsetNs(RecorderClock.Unknown, time));
    }

    [Fact]
    public void The_real_clocks_agree_within_a_second()
    {
        var uptime = double.Parse(File.ReadAllText("/proc/uptime").Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
        var wall = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1e3;

        Assert.InRange(LiveClock.OffsetNs(RecorderClock.Monotonic, TimeProvider.System)!.Value / 1e9 - (wall - uptime), -1, 1);
    }

    [Fact]
    public void A_source_is_the_boot_id_and_the_start_since_boot()
    {
        var time = new FakeTimeProvider();
        var first = LiveIdentity.Now(RecorderClock.Monotonic, time);
        time.Advance(TimeSpan.FromMicroseconds(1));
        var second = LiveIdentity.Now(RecorderClock.Monotonic, time);

        Assert.StartsWith(File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim() + "-", first.Source, StringComparison.Ordinal);
        Assert.NotEqual(first.Source, second.Source);
        Assert.DoesNotContain('/', first.Source);
        Assert.Equal(File.ReadAllText("/proc/sys/kernel/hostname").Trim(), first.Host);
    }
}
