using Confluent.Kafka;

namespace GangExitStream.Processor.Kafka;

/// <summary>Bounds the wait for a call of librdkafka that may never return. The call itself continues.</summary>
internal static class BoundedCall
{
    /// <summary>Waits for the call and throws what it throws; after the time-out a <see cref="KafkaException"/> with <see cref="ErrorCode.Local_TimedOut"/>.</summary>
    public static async Task RunAsync(string what, Task call, TimeSpan timeout, TimeProvider time)
    {
        if (!await ReturnsAsync(call, timeout, time))
            throw new KafkaException(new Error(ErrorCode.Local_TimedOut, $"{what} didn't return for {timeout.TotalSeconds:0.#} s"));
    }

    /// <summary>Waits for the call and throws what it throws; false: it has not returned within the time-out.</summary>
    public static async Task<bool> ReturnsAsync(Task call, TimeSpan timeout, TimeProvider time)
    {
        await call.WaitAsync(timeout, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!call.IsCompleted)
            return false;
        await call;
        return true;
    }
}
