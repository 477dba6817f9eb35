using System.Text.Json;
using GangExitStream.Cli.Telemetry;
using GangExitStream.Dashboard.Telemetry;
using GangExitStream.Kafka.Logging;
using Microsoft.Extensions.Time.Testing;

namespace GangExitStream.Tests.Unit.Telemetry;

public sealed class LifecycleLogTests
{
    private static readonly FakeTimeProvider Time = new(new DateTimeOffset(2026, 3, 1, 14, 30, 5, 120, TimeSpan.Zero));

    [Fact]
    public void Text_has_time_level_event_and_facts() => Assert.Equal(
        "2026-03-01T14:30:05.120Z warn  attempt_failed reason=Local_Transport error=\"broker \\\"k\\\" is down\" retry_in_ms=200\n",
        Write(LogFormat.Text, LogEvent.Warn("attempt_failed", ("reason", "Local_Transport"), ("error", "broker \"k\" is down"), ("nothing", null), ("retry_in_ms", 200L))));

    [Fact]
    public void Json_is_one_object_a_line_with_numbers_as_numbers()
    {
        var line = Write(LogFormat.Json, LogEvent.Info("restored", ("partition", 3), ("vms", 12L), ("error", "a \"b\"")));
        Assert.Equal("""{"ts":"2026-03-01T14:30:05.120Z","level":"info","event":"restored","partition":3,"vms":12,"error":"a \"b\""}""" + "\n", line);
        Assert.Equal(3, JsonDocument.Parse(line).RootElement.GetProperty("partition").GetInt32());
    }

    [Theory]
    [InlineData(LogFormat.Text)]
    [InlineData(LogFormat.Json)]
    internal void No_text_can_make_a_line_of_its_own(LogFormat format)
    {
        var line = Write(format, LogEvent.Info("kafka", ("text", "one\ntwo\r\u001b[31mred")));
        Assert.Equal(line.Length - 1, line.IndexOf('\n', StringComparison.Ordinal));
        Assert.DoesNotContain('\u001b', line);
        Assert.DoesNotContain('\r', line);
    }

    [Fact]
    public void Lines_for_people_become_events()
    {
        using var error = new StringWriter { NewLine = "\n" };
        using var lines = new LogLineWriter(new LifecycleLog(error, LogFormat.Text, Time), "produce");
        lines.WriteLine("gangexit: the broker is back");
        lines.Write("half ");
        lines.WriteLine("a line");
        Assert.Equal(["2026-03-01T14:30:05.120Z info  produce text=\"the broker is back\"", "2026-03-01T14:30:05.120Z info  produce text=\"half a line\"", ""], error.ToString().Split('\n'));
    }

    private static string Write(LogFormat format, LogEvent e)
    {
        using var error = new StringWriter { NewLine = "\n" };
        new LifecycleLog(error, format, Time).Write(e);
        return error.ToString();
    }
}
