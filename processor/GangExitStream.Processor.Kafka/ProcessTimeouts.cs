using GangExitStream.Kafka;

namespace GangExitStream.Processor.Kafka;

/// <summary>The processor's time-outs.</summary>
public sealed record ProcessTimeouts
{
    /// <summary>Minimum of <see cref="Session"/>: with less, heartbeats cost too much.</summary>
    public static readonly TimeSpan ShortestSession = TimeSpan.FromSeconds(1);

    /// <summary>Maximum of <see cref="Session"/>, which is librdkafka's.</summary>
    public static readonly TimeSpan LongestSession = TimeSpan.FromHours(1);

    /// <summary>The group's session time-out (session.timeout.ms).</summary>
    public TimeSpan Session { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>One request to a broker.</summary>
    public TimeSpan Request { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The first answer of the transaction coordinator.</summary>
    public TimeSpan Init { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A commit of another instance that takes longer is ended by fencing its writer.</summary>
    public TimeSpan ForeignCommit { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The commit of everything that was read of revoked partitions.</summary>
    public TimeSpan HandOver { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>A restore that receives no records or waits for an open transaction.</summary>
    public TimeSpan Restore { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// A restore that takes longer pauses its partition. Sooner would cost more than it saves: librdkafka's thread of a broker that has no partition
    /// to fetch sleeps for up to a second, also when one is resumed meanwhile.
    /// </summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>An abort. After it, the broker aborts when the transaction times out.</summary>
    public TimeSpan Abort { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Leaving the group. After it, the group waits for the session's time-out.</summary>
    public TimeSpan Leave { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Closing a client, which is then left behind. Brokers learn nothing by it.</summary>
    public TimeSpan Close { get; init; } = ClientEnd.Limit;

    /// <summary>The invalid setting, as a sentence; null: all are valid.</summary>
    public string? Problem()
    {
        if (Session < ShortestSession || Session > LongestSession)
            return $"the session time-out is {Session.TotalSeconds:0.###} s: {ShortestSession.TotalSeconds:0} s to {LongestSession.TotalHours:0} h is possible";
        TimeSpan[] others = [Request, Init, ForeignCommit, HandOver, Restore, Pause, Abort, Leave, Close];
        return Array.TrueForAll(others, static time => time > TimeSpan.Zero && time <= LongestSession) ? null : "a time-out is not between 0 and 1 h";
    }

    /// <summary>Returns itself. Throws <see cref="InvalidOperationException"/> if a setting is invalid.</summary>
    public ProcessTimeouts Checked() => Problem() is { } problem ? throw new InvalidOperationException(problem) : this;
}
