using Confluent.Kafka;
using GangExitStream.Kafka.Logging;

namespace GangExitStream.Processor.Kafka;

/// <summary>
/// Closing a client talks to brokers, which may be away, and joins threads of librdkafka. An attempt must end all the same: what
/// takes too long is left behind, and said.
/// </summary>
internal static class Closing
{
    /// <summary>False where it still goes on.</summary>
    public static async Task<bool> DoAsync(string what, Action close, RunOptions options, TimeProvider time)
    {
        try
        {
            var closed = await BoundedCall.ReturnsAsync(Task.Run(close), options.Timeouts.Close, time);
            if (!closed)
                options.Log(LogEvent.Warn("left_behind", ("what", what), ("waited_s", (long)options.Timeouts.Close.TotalSeconds)));
            return closed;
        }
        catch (KafkaException e)
        {
            Say(what, e, options.Log);
            return true;
        }
    }

    /// <summary>Closes a client when a call of it that got stuck returns, since it must outlive its calls. Nobody waits for that.</summary>
    public static async Task AfterAsync(Task stuck, string what, Action close, Action<LogEvent> log)
    {
        log(LogEvent.Warn("left_behind", ("what", what), ("until", "its last call returns")));
        await stuck.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            close();
            log(LogEvent.Info("closed_late", ("what", what)));
        }
        catch (KafkaException e)
        {
            Say(what, e, log);
        }
    }

    private static void Say(string what, KafkaException e, Action<LogEvent> log) =>
        log(LogEvent.Warn("close_failed", ("what", what), ("error", e.Error.Reason)));
}
