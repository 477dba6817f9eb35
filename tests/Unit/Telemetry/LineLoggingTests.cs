using System.Text.Json;
using GangExitStream.Cli.Telemetry;
using GangExitStream.Dashboard.Telemetry;
using GangExitStream.Kafka;
using GangExitStream.Kafka.Logging;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace GangExitStream.Tests.Unit.Telemetry;

/// <summary>Log lines from [LoggerMessage] methods, librdkafka and other libraries.</summary>
public sealed partial class LineLoggingTests
{
    private static readonly FakeTimeProvider Time = new(new DateTimeOffset(2026, 3, 1, 14, 30, 5, 120, TimeSpan.Zero));

    [Fact]
    public void Text_has_time_level_event_and_facts() => Assert.Equal(
        "2026-03-01T14:30:05.120Z warn  attempt_failed reason=Local_Transport error=\"broker \\\"k\\\" is down\" retry_in_ms=200\n",
        Write(LogFormat.Text, logger => Log.AttemptFailed(logger, "Local_Transport", "broker \"k\" is down", nothing: null, 200)));

    [Fact]
    public void Json_is_one_object_a_line_with_numbers_as_numbers()
    {
        var line = Write(LogFormat.Json, logger => Log.Restored(logger, 3, 12, "a \"b\""));
        Assert.Equal("""{"ts":"2026-03-01T14:30:05.120Z","level":"info","event":"restored","partition":3,"vms":12,"error":"a \"b\""}""" + "\n", line);
        Assert.Equal(3, JsonDocument.Parse(line).RootElement.GetProperty("partition").GetInt32());
    }

    [Theory]
    [InlineData(LogFormat.Text)]
    [InlineData(LogFormat.Json)]
    internal void Events_with_many_fields_keep_their_names_and_order(LogFormat format)
    {
        var expected = format == LogFormat.Text
            ? "2026-03-01T14:30:05.120Z error many one_a=1 b2=2 waited_s=3 d=4 e=5 f=6 dead_letters=7\n"
            : """{"ts":"2026-03-01T14:30:05.120Z","level":"error","event":"many","one_a":1,"b2":2,"waited_s":3,"d":4,"e":5,"f":6,"dead_letters":7}""" + "\n";
        Assert.Equal(expected, Write(format, logger => Log.Many(logger, 1, 2, 3, 4, 5, 6, 7)));
    }

    [Theory]
    [InlineData(LogFormat.Text)]
    [InlineData(LogFormat.Json)]
    internal void No_text_can_make_a_line_of_its_own(LogFormat format)
    {
        const string Forged = "one\ntwo\r\u001b[31mred";
        var line = Write(format, logger => ClientLog.To(logger, Time)(new KafkaLogLine(Confluent.Kafka.SyslogLevel.Info, "c", "FAIL", Forged)));
        Assert.Equal(line.Length - 1, line.IndexOf('\n', StringComparison.Ordinal));
        Assert.DoesNotContain('\u001b', line);
        Assert.DoesNotContain('\r', line);
    }

    [Fact]
    public void A_line_of_librdkafka_has_its_client_and_the_number_of_repetitions()
    {
        var time = new FakeTimeProvider(Time.GetUtcNow());
        var lines = Write(LogFormat.Text, time, logger =>
        {
            var sink = ClientLog.To(logger, time);
            sink(new KafkaLogLine(Confluent.Kafka.SyslogLevel.Error, "c#1", "FAIL", "refused"));
            sink(new KafkaLogLine(Confluent.Kafka.SyslogLevel.Error, "c#2", "FAIL", "refused"));
            time.Advance(RepeatFilter.Interval);
            sink(new KafkaLogLine(Confluent.Kafka.SyslogLevel.Error, "c#1", "FAIL", "refused"));
        });
        Assert.Equal(
            "2026-03-01T14:30:05.120Z warn  kafka client=c#1 facility=FAIL text=refused\n2026-03-01T14:30:35.120Z warn  kafka client=c#1 facility=FAIL text=refused repeated=1\n",
            lines);
    }

    [Fact]
    public void Debug_events_are_not_written_and_events_of_other_libraries_are() => Assert.Equal(
        "2026-03-01T14:30:05.120Z error log ab=1 exception=\"System.InvalidOperationException: why\"\n",
        Write(LogFormat.Text, logger =>
        {
#pragma warning disable CA1848, CA2254, CA1873 // as libraries do it
            logger.LogDebug("never seen");
            logger.LogCritical(new InvalidOperationException("why"), "failed with {Ab}", 1);
#pragma warning restore CA1848, CA2254, CA1873
        }));

    [Fact]
    public void Lines_for_people_become_events()
    {
        var written = Write(LogFormat.Text, logger =>
        {
            using var lines = new LogLineWriter(logger, "produce");
            lines.WriteLine("gangexit: the broker is back");
            lines.Write("half ");
            lines.WriteLine("a line");
        });
        Assert.Equal(["2026-03-01T14:30:05.120Z info  produce text=\"the broker is back\"", "2026-03-01T14:30:05.120Z info  produce text=\"half a line\"", ""], written.Split('\n'));
    }

    private static string Write(LogFormat format, Action<ILogger> log) => Write(format, Time, log);

    private static string Write(LogFormat format, TimeProvider time, Action<ILogger> log)
    {
        using var error = new StringWriter { NewLine = "\n" };
        using var logging = LineLogging.Create(error, format, time);
        log(logging.CreateLogger("test"));
        return error.ToString();
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "It failed: {Reason}, {Error}, {Nothing}; again in {RetryInMs} ms", EventName = "attempt_failed")]
        public static partial void AttemptFailed(ILogger logger, string reason, string error, string? nothing, long retryInMs);

        [LoggerMessage(LogLevel.Information, "Partition {Partition} is back with {Vms} VMs: {Error}", EventName = "restored")]
        public static partial void Restored(ILogger logger, int partition, long vms, string error);

        [LoggerMessage(LogLevel.Error, "{OneA} {B2} {WaitedS} {D} {E} {F} {DeadLetters}", EventName = "many")]
        public static partial void Many(ILogger logger, int oneA, int b2, int waitedS, int d, int e, int f, int deadLetters);
    }
}
