using GangExitStream.Processor.Sessions;

namespace GangExitStream.Processor.Ingest;

/// <summary>An order to the state lane. It is executed after all records that were sent before it.</summary>
public abstract record LaneOrder
{
    private LaneOrder()
    {
    }

    /// <summary>Start to process a partition that was assigned to this instance, with its restored state.</summary>
    public sealed record Adopt(SessionStore Store) : LaneOrder;

    /// <summary>Commit everything that was sent before, forget these partitions' state (the list may be empty), complete <see cref="Committed"/>.</summary>
    public sealed record Release(IReadOnlyCollection<int> Partitions) : LaneOrder
    {
        private readonly TaskCompletionSource _committed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Completes after the commit. It never completes when the graph fails earlier.</summary>
        public Task Committed => _committed.Task;

        /// <summary>The graph completes it after the commit.</summary>
        internal TaskCompletionSource Waiter => _committed;
    }
}
