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

    /// <summary>Commit all that came before, then forget these partitions, if any, and say so.</summary>
    public sealed record Release(IReadOnlyCollection<int> Partitions) : LaneOrder
    {
        private readonly TaskCompletionSource _committed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Ends when it is committed; never, where the graph fails before.</summary>
        public Task Committed => _committed.Task;

        /// <summary>Who tells.</summary>
        internal TaskCompletionSource Waiter => _committed;
    }
}
