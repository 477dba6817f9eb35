using Confluent.Kafka;
using GangExitStream.Kafka;
using GangExitStream.Producer.Publishing;
using Microsoft.Extensions.Time.Testing;

namespace GangExitStream.Tests.Unit.Produce;

public sealed class OutageWatchTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly InFlight _inFlight = new(10, 1000);
    private readonly List<string> _said = [];
    private readonly OutageWatch _watch;

    public OutageWatchTests() => _watch = new OutageWatch(_inFlight, TimeSpan.FromSeconds(10), _said.Add, _time);

    public void Dispose() => _watch.Dispose();

    [Fact]
    public void An_outage_is_said_once_with_its_reason_and_its_end_once()
    {
        _inFlight.Add(1);
        Hear("Local_Transport", "Connection refused");
        Hear("Local_AllBrokersDown", "1/1 brokers are down");
        for (var i = 0; i < 30; i++)
            Pass(1);
        Assert.Contains("Connection refused", Assert.Single(_said), StringComparison.Ordinal);
        _watch.Delivered();
        _watch.Delivered();
        Assert.Equal(2, _said.Count);
        Assert.Contains("back after 30 s", _said[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Events_dropped_meanwhile_are_said_with_the_end()
    {
        var dropped = 5L;
        using var watch = new OutageWatch(_inFlight, TimeSpan.FromSeconds(10), _said.Add, _time, () => dropped);
        _inFlight.Add(1);
        Pass(20);
        dropped = 4_600_005;
        watch.Delivered();
        Assert.EndsWith("back after 20 s, 4,600,000 events were dropped meanwhile", _said[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_broker_that_answers_nothing_is_away_once_patience_is_over()
    {
        _inFlight.Add(1);
        Pass(9);
        Assert.Empty(_said);
        Pass(2);
        Assert.Single(_said);
    }

    [Fact]
    public void Nothing_is_said_while_nothing_waits_or_deliveries_come()
    {
        Hear("Local_AllBrokersDown", "1/1 brokers are down");
        Pass(60);
        _inFlight.Add(1);
        for (var i = 0; i < 60; i++)
        {
            _watch.Delivered();
            Pass(1);
        }
        Assert.Empty(_said);
    }

    private void Pass(int seconds)
    {
        for (var i = 0; i < seconds; i++)
            _time.Advance(TimeSpan.FromSeconds(1));
    }

    private void Hear(string facility, string text) => _watch.OnLogLine(new KafkaLogLine(SyslogLevel.Error, "client", facility, text));
}
