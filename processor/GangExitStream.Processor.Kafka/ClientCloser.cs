using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace GangExitStream.Processor.Kafka;

/// <summary>
/// Closes clients with a bound: closing talks to brokers, which may be unreachable, and joins threads of librdkafka. A close that takes
/// too long is left behind and logged.
/// </summary>
internal static class ClientCloser
{
    /// <summary>Closes a client; false: it has not returned within the limit.</summary>
    public static async Task<bool> CloseAsync(string what, Action close, TimeSpan limit, ILogger logger, TimeProvider time)
    {
        try
        {
            var closed = await BoundedCall.ReturnsAsync(Task.Run(close), limit, time);
            if (!closed)
                Log.LeftBehind(logger, what, (long)limit.TotalSeconds, until: null);
            return closed;
        }
        catch (KafkaException e)
        {
            if (!e.Error.IsFatal) // a fatal error was logged when it occurred
                Log.CloseFailed(logger, what, e.Error.Reason);
            return true;
        }
    }

    /// <summary>Closes a client after its unfinished call has returned: a client must outlive its calls. Callers don't wait for it.</summary>
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
