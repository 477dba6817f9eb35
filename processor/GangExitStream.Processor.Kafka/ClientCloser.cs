using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace GangExitStream.Processor.Kafka;

/// <summary>
/// Closing a client talks to brokers, which may be away, and joins threads of librdkafka. An attempt must end all the same: what
/// takes too long is left behind, and said.
/// </summary>
internal static class ClientCloser
{
    /// <summary>False where it still goes on.</summary>
    public static async Task<bool> CloseAsync(string what, Action close, RunOptions options, TimeProvider time)
    {
        try
        {
            var closed = await BoundedCall.ReturnsAsync(Task.Run(close), options.Timeouts.Close, time);
            if (!closed)
                Log.LeftBehind(options.Logger, what, (long)options.Timeouts.Close.TotalSeconds, until: null);
            return closed;
        }
        catch (KafkaException e)
        {
            if (!e.Error.IsFatal) // of a client that had failed before, which was said
                Log.CloseFailed(options.Logger, what, e.Error.Reason);
            return true;
        }
    }

    /// <summary>Closes a client when a call of it that got stuck returns, since it must outlive its calls. Nobody waits for that.</summary>
    public static async Task CloseAfterAsync(Task stuck, string what, Action close, ILogger logger)
    {
        Log.LeftBehind(logger, what, waitedS: null, "its last call returns");
        await stuck.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            close();
            Log.ClosedLate(logger, what);
        }
        catch (KafkaException e)
        {
            Log.CloseFailed(logger, what, e.Error.Reason);
        }
    }
}
