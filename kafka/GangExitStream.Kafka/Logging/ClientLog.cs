using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace GangExitStream.Kafka.Logging;

/// <summary>Writes librdkafka's log lines to a logger.</summary>
public static partial class ClientLog
{
    /// <summary>A sink for the lines of any number of clients. Repeated lines are written at intervals (<see cref="RepeatFilter"/>).</summary>
    public static Action<KafkaLogLine> To(ILogger logger, TimeProvider time) => new RepeatFilter(line => Write(logger, line), time).Heard;

    private static void Write(ILogger logger, KafkaLogLine line) =>
        Log.Kafka(logger, line.Level <= SyslogLevel.Warning ? LogLevel.Warning : LogLevel.Information, line.Client, line.Facility, line.Text, line.Repeated > 0 ? line.Repeated : null);
}
