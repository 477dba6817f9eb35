using GangExitStream.Cli.Produce;
using GangExitStream.Producer;
using Microsoft.Extensions.Time.Testing;

namespace GangExitStream.Tests.Unit.Produce;

public sealed class LossWatchTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly PublishTotals _totals = new();
    private readonly List<string> _said = [];
    private readonly LossWatch _watch;

    public LossWatchTests() => _watch = new LossWatch(_totals, _said.Add, _time);

    public void Dispose() => _watch.Dispose();

    [Fact]
    public void Drops_are_said_when_they_begin_while_they_go_on_and_when_they_are_over()
    {
        Pass(5);
        Assert.Empty(_said);

        Drop(1000);
        Pass(1);
        Assert.StartsWith("GX3010 kvm-hv-events: Kafka doesn't take events in time: 1,000 events dropped, the oldest first. ", Assert.Single(_said), StringComparison.Ordinal);
        for (var i = 0; i < 40; i++)
        {
            Drop(10);
            Pass(1);
        }
        Assert.Equal(2, _said.Count);
        Assert.Contains(": 1,300 events dropped, the oldest first in 30 s. ", _said[1], StringComparison.Ordinal);
        Pass(60);
        Assert.Equal("no more events are dropped: 1,400 were in 40 s", _said[2]);
        Assert.Equal(3, _said.Count);
    }

    [Fact]
    public void A_second_stretch_is_counted_by_itself()
    {
        Drop(1000);
        Pass(30);
        Drop(5);
        Pass(30);

        Assert.Contains(": 5 events dropped", _said[2], StringComparison.Ordinal);
        Assert.Equal("no more events are dropped: 5 were in 1 s", _said[3]);
    }

    [Fact]
    public void What_the_recorder_lost_is_apart()
    {
        _totals.CountLeftOut(7, 0, 0, 0);
        Pass(20);

        Assert.StartsWith("GX3011 recorder: its buffers ran over: 7 events lost. ", _said[0], StringComparison.Ordinal);
        Assert.Equal("no more events are lost by the recorder: 7 were in 1 s", _said[1]);
    }

    private void Drop(long events) => _totals.CountLeftOut(0, events, 0, 0);

    private void Pass(int seconds)
    {
        for (var i = 0; i < seconds; i++)
            _time.Advance(TimeSpan.FromSeconds(1));
    }
}
