namespace GangExitStream.Processor.Kafka.Transactions;

/// <summary>
/// The transactional ids of this instance's attempts. An attempt whose commit failed may leave its transaction open; where it was the
/// first of the group, no changelog names it, and only we know whom to end. Else the partitions would be undecided until the broker finds
/// that it has timed out, up to 10 s after that, which is longer than the next attempt waits.
/// </summary>
internal sealed class OwnWriters(string group)
{
    private const int Most = 3; // then the instance leaves the group: ProcessRunner

    private readonly Queue<string> _ids = new();

    /// <summary>Those of the attempts before.</summary>
    public IReadOnlyList<string> Earlier { get; private set; } = [];

    /// <summary>An attempt begins; returns its id.</summary>
    public string Next()
    {
        Earlier = [.. _ids];
        if (_ids.Count == Most)
            _ids.Dequeue();
        var id = TransactionalId.New(group);
        _ids.Enqueue(id);
        return id;
    }
}
