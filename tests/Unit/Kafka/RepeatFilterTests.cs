using Confluent.Kafka;
using GangExitStream.Detection;
using GangExitStream.Kafka;
using GangExitStream.Kafka.Logging;
using Microsoft.Extensions.Time.Testing;

namespace GangExitStream.Tests.Unit.Kafka;

/// <summary>Repeated log lines about an unreachable broker.</summary>
public sealed class RepeatFilterTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly List<KafkaLogLine> _said = [];
    private readonly RepeatFilter _filter;

    public RepeatFilterTests() => _filter = new RepeatFilter(_said.Add, _time);

    [Fact]
    public void Repeated_lines_of_all_clients_are_logged_once_per_interval_with_their_number()
    {
        for (var i = 0; i < 1000; i++)
            _filter.OnLogLine(Line($"broker-1: Connection refused (after {i}ms in state CONNECT)", client: $"c{i % 3}"));
        _time.Advance(RepeatFilter.Interval);
        _filter.OnLogLine(Line("broker-1: Connection refused (after 0ms in state CONNECT)"));
        Assert.Equal([0, 999], _said.Select(line => line.Repeated));
    }

    [Fact]
    public void Another_brokers_is_another_line()
    {
        _filter.OnLogLine(Line("broker-1: Connection refused (after 0ms in state CONNECT)"));
        _filter.OnLogLine(Line("broker-2: Connection refused (after 0ms in state CONNECT)"));
        Assert.Equal(2, _said.Count);
    }

    [Fact]
    public void More_lines_than_are_remembered_lose_no_number_of_repeats()
    {
        for (var i = 0; i < 5; i++)
            _filter.OnLogLine(Line("broker-0: Connection refused"));
        for (var broker = 1; broker <= RepeatFilter.MaxKinds; broker++)
            _filter.OnLogLine(Line($"broker-{broker}: Connection refused"));
        Assert.Equal(5, _said.Where(line => line.Text.StartsWith("broker-0:", StringComparison.Ordinal)).Sum(line => 1 + line.Repeated));
        _filter.OnLogLine(Line($"broker-{RepeatFilter.MaxKinds}: Connection refused")); // still remembered, so held back
        Assert.Equal(2 + RepeatFilter.MaxKinds, _said.Count);
    }

    [Fact]
    public void Fatal_lines_are_always_logged()
    {
        _filter.OnLogLine(Line("fenced", SyslogLevel.Critical));
        _filter.OnLogLine(Line("fenced", SyslogLevel.Critical));
        Assert.Equal(2, _said.Count);
    }

    private static KafkaLogLine Line(string text, SyslogLevel level = SyslogLevel.Error, string client = "c") => new(level, client, "FAIL", text);
}
