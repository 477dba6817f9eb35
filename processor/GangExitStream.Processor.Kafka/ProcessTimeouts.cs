namespace GangExitStream.Processor.Kafka;

/// <summary>How long the processor waits for what, before it takes it for failed.</summary>
public sealed record ProcessTimeouts
{
    /// <summary>Of <see cref="Session"/>: with less, heartbeats cost more than they tell.</summary>
    public static readonly TimeSpan ShortestSession = TimeSpan.FromSeconds(1);

    /// <summary>Of <see cref="Session"/>: librdkafka takes no more.</summary>
    public static readonly TimeSpan LongestSession = TimeSpan.FromHours(1);

    /// <summary>A member that is silent for so long is taken for dead.</summary>
    public TimeSpan Session { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>One request to a broker.</summary>
    public TimeSpan Request { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The first answer of the transactions' coordinator.</summary>
    public TimeSpan Init { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>So long a commit of somebody else may be on its way before its writer is fenced.</summary>
    public TimeSpan ForeignCommit { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>What was read of partitions that are given up has to be committed by then.</summary>
    public TimeSpan HandOver { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>A restore for which nothing comes, or that waits for an open transaction, fails after this.</summary>
    public TimeSpan Restore { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>An abort; else the broker does it when the transaction has timed out.</summary>
    public TimeSpan Abort { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A client that isn't closed by then is left behind.</summary>
    public TimeSpan Close { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>What is wrong; null: nothing.</summary>
    public string? Problem()
    {
        if (Session < ShortestSession || Session > LongestSession)
            return $"the session time-out is {Session.TotalSeconds:0.###} s: {ShortestSession.TotalSeconds:0} s to {LongestSession.TotalHours:0} h is possible";
        TimeSpan[] others = [Request, Init, ForeignCommit, HandOver, Restore, Abort, Close];
        return Array.TrueForAll(others, static time => time > TimeSpan.Zero && time <= LongestSession) ? null : "a time-out is not between 0 and 1 h";
    }

    /// <summary>Itself; throws where it is wrong.</summary>
    public ProcessTimeouts Checked() => Problem() is { } problem ? throw new InvalidOperationException(problem) : this;
}
