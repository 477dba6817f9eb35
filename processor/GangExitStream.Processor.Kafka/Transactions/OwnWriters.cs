namespace GangExitStream.Processor.Kafka.Transactions;

/// <summary>
/// The transactional ids of this instance's attempts. An attempt whose commit failed may leave its transaction open. If it was the
/// group's first, no changelog record names its id, so the ids are kept here to end it. Otherwise the partitions would be unsettled until
/// the broker's check after the time-out (up to 10 s later), which is longer than the next attempt waits.
/// </summary>
internal sealed class OwnWriters(string group)
{
    private const int Max = 3; // then the instance leaves the group: ProcessRunner

    private readonly Queue<string> _ids = new();

    /// <summary>The ids of earlier attempts.</summary>
    public IReadOnlyList<string> Earlier { get; private set; } = [];

    /// <summary>Returns the id of a new attempt.</summary>
    public string Next()
    {
        Earlier = [.. _ids];
        if (_ids.Count == Max)
            _ids.Dequeue();
        var id = TransactionalId.New(group);
        _ids.Enqueue(id);
        return id;
    }
}
