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

    public OutageWatchTests() => _watch = new OutageWatch(_inFlight, TimeSpan.FromSeconds(10), "b:9092", _said.Add, _time).Started();

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
        using var watch = new OutageWatch(_inFlight, TimeSpan.FromSeconds(10), "b:9092", _said.Add, _time) { Dropped = () => dropped }.Started();
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
    public void A_login_that_is_refused_when_the_broker_is_back_is_said_once_with_its_number()
    {
        _inFlight.Add(1);
        Hear("Local_Transport", "b:9092/1: Connection refused (after 0ms in state CONNECT)");
        Hear("Local_AllBrokersDown", "1/1 brokers are down");
        Pass(10);
        Assert.Contains("GX5011 b:9092: ", Assert.Single(_said), StringComparison.Ordinal);
        Hear("Local_Authentication", "sasl_ssl://b:9092/1: SASL authentication error: wrong (after 3ms in state AUTH_REQ)");
        Pass(60);
        Assert.Equal(2, _said.Count);
        Assert.Contains("GX5013 b:9092: the login failed: SASL authentication error: wrong. Check the user", _said[1], StringComparison.Ordinal);
        _watch.Delivered();
        Hear("Local_AllBrokersDown", "1/1 brokers are down");
        Pass(10);
        Assert.Contains("GX5011", _said[^1], StringComparison.Ordinal); // what was wrong before isn't wrong any more
    }

    [Fact]
    public void Brokers_that_are_connected_and_take_nothing_are_asked_why()
    {
        var lack = new KafkaProblem(KafkaProblemId.ReplicasMissing, "events [3]", "1 of its 3 replicas are in sync", "Start broker 2");
        using var watch = new OutageWatch(_inFlight, TimeSpan.FromSeconds(10), "b:9092", _said.Add, _time) { Inquiry = () => Task.FromResult<KafkaProblem?>(lack) }.Started();
        using var other = new OutageWatch(_inFlight, TimeSpan.FromSeconds(20), "b:9092", _said.Add, _time).Started();
        _watch.Dispose();
        _inFlight.Add(1);
        Pass(30);
        Assert.Equal(2, _said.Count);
        Assert.Contains("GX5032 events [3]: 1 of its 3", _said[0], StringComparison.Ordinal);
        Assert.Contains("quotas", _said[1], StringComparison.Ordinal);
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
