using GangExitStream.Traces.Ordering;

namespace GangExitStream.Traces.Perf;

/// <summary>Adds the findings that are known only when all records of a recording have been read. Used on the decoding thread.</summary>
internal sealed class PerfEnding(PerfSession session, LossDecoder losses, UnfinishedFile? unfinished)
{
    public void Close(EventBlock block)
    {
        if (unfinished is not null)
            ReplaceTruncation(block, unfinished.Finding(session));
        else if (!session.HasOurEvents)
            block.Damage.Add(session.DescribeNoEvents());
        block.Damage.AddRange(session.LeftOut());
        block.Damage.AddRange(session.Repeated());
        losses.Close(block);
    }

    /// <summary>An unfinished file usually ends within a record. Only the first is reported.</summary>
    private static void ReplaceTruncation(EventBlock block, TraceDamage finding)
    {
        block.Damage.RemoveAll(static damage => damage.Id == TraceDamageId.Truncated);
        block.Damage.Add(finding);
    }
}
