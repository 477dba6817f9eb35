using Confluent.Kafka;

namespace GangExitStream.Processor.Kafka;

/// <summary>For calls of librdkafka that may never return: whoever waits goes on, the call is left to itself.</summary>
internal static class BoundedCall
{
    /// <summary>Throws what the call throws, or that it timed out.</summary>
    public static async Task RunAsync(string what, Task call, TimeSpan patience, TimeProvider time)
    {
        if (!await ReturnsAsync(call, patience, time))
            throw new KafkaException(new Error(ErrorCode.Local_TimedOut, $"{what} didn't return for {patience.TotalSeconds:0.#} s"));
    }

    /// <summary>Throws what the call throws; false where it still goes on.</summary>
    public static async Task<bool> ReturnsAsync(Task call, TimeSpan patience, TimeProvider time)
    {
        await call.WaitAsync(patience, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!call.IsCompleted)
            return false;
        await call;
        return true;
    }
}
