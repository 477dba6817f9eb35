using GangExitStream.Kafka.Logging;

namespace GangExitStream.Processor.Running;

/// <summary>
/// Closing a client talks to brokers, which may be away, and joins threads of librdkafka. An attempt must end all the same: what
/// takes too long is left behind, and said.
/// </summary>
internal static class Closing
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>False where it still goes on.</summary>
    public static async Task<bool> DoAsync(string what, Action close, TimeProvider time, Action<LogEvent> log)
    {
        try
        {
            var closed = await BoundedCall.ReturnsAsync(close, Patience, time);
            if (!closed)
                log(LogEvent.Warn("left_behind", ("what", what), ("waited_s", (long)Patience.TotalSeconds)));
            return closed;
        }
        catch (Confluent.Kafka.KafkaException e)
        {
            log(LogEvent.Warn("close_failed", ("what", what), ("error", e.Error.Reason)));
            return true;
        }
    }
}
