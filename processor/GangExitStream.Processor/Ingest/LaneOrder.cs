using GangExitStream.Processor.Sessions;

namespace GangExitStream.Processor.Ingest;

/// <summary>What the lane that keeps state is told between records, in their order.</summary>
public abstract record LaneOrder
{
    private LaneOrder()
    {
    }

    /// <summary>A partition is ours now, with the state that was restored.</summary>
    public sealed record Adopt(SessionStore Store) : LaneOrder;

    /// <summary>Commit all that came before, then forget these partitions and say so.</summary>
    public sealed record Release(IReadOnlyCollection<int> Partitions, ManualResetEventSlim Done) : LaneOrder;

    /// <summary>Commit all that came before, then say so.</summary>
    public sealed record Flush(ManualResetEventSlim Done) : LaneOrder;
}
