using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace GangExitStream.Kafka.Logging;

/// <summary>Writes librdkafka's log lines to a logger.</summary>
public static partial class ClientLog
{
    /// <summary>
    /// A sink for the lines of any number of clients; a line that comes again and again is written once in a while (<see cref="RepeatFilter"/>),
    /// but each time where the logger takes debug events.
    /// </summary>
    public static Action<KafkaLogLine> To(ILogger logger, TimeProvider time) =>
        logger.IsEnabled(LogLevel.Debug) ? line => Write(logger, line) : new RepeatFilter(line => Write(logger, line), time).OnLogLine;

    private static void Write(ILogger logger, KafkaLogLine line) =>
        Log.Kafka(logger, line.Level <= SyslogLevel.Warning ? LogLevel.Warning : LogLevel.Information, line.Client, line.Facility, line.Text, line.Repeated > 0 ? line.Repeated : null);
}
