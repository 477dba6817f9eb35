namespace GangExitStream.Kafka;

/// <summary>
/// Closes a client of librdkafka with a bound. Closing joins the threads of its connections, and one that resolves a broker's name can't be
/// interrupted: it waits as long as the name servers' time-outs.
/// </summary>
public static class ClientEnd
{
    /// <summary>How long a caller waits. A close that takes longer goes on beside it, or ends with the process.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    /// <summary>Closes, and returns when that is done or at the limit. Throws what the close throws until then.</summary>
    public static void Close(Action close, TimeSpan limit)
    {
        var closing = Task.Factory.StartNew(close, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default); // it may block for long
        if (Task.WaitAny([closing], limit) == 0)
            closing.GetAwaiter().GetResult();
    }
}
