using GangExitStream.Demo;
using Microsoft.Extensions.Time.Testing;

namespace GangExitStream.Tests.Unit.Demo;

/// <summary>A standstill with unfinished work is reported; idle time is not.</summary>
public sealed class StandstillTests
{
    private readonly Flow _flow = new(inputPartitions: 1);
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task An_unprocessed_batch_is_a_standstill()
    {
        _flow.Published(0, 100);
        var watch = new Standstill(_flow, _time).WatchAsync(TestContext.Current.CancellationToken);
        Look(29);
        Assert.False(watch.IsCompleted);
        Look(2);
        Assert.Contains("1 batches wait for the processor", await watch, StringComparison.Ordinal);
    }

    [Fact]
    public void Idle_time_is_not_a_standstill()
    {
        var watch = new Standstill(_flow, _time).WatchAsync(TestContext.Current.CancellationToken);
        Look(1_000);
        Assert.False(watch.IsCompleted);
    }

    private void Look(int times)
    {
        for (var i = 0; i < times; i++)
            _time.Advance(TimeSpan.FromSeconds(1));
    }
}
