using GangExitStream.Traces.Ordering;

namespace GangExitStream.Traces.Perf;

/// <summary>What is to be said once all of a recording's records have been read. Used on the decoding thread.</summary>
internal sealed class PerfEnding(PerfSession session, LossDecoder losses, UnfinishedFile? unfinished)
{
    public void Close(EventBlock block)
    {
        if (unfinished is not null)
            ReplaceTruncation(block, unfinished.Finding(session));
        else if (!session.HasOurEvents)
            block.Damage.Add(session.WhyNothing());
        if (session.WhyGaps() is { } gaps)
            block.Damage.Add(gaps);
        losses.Close(block);
    }

    /// <summary>That a file which was never finished ends within a record is no second finding.</summary>
    private static void ReplaceTruncation(EventBlock block, TraceDamage finding)
    {
        block.Damage.RemoveAll(static damage => damage.Id == TraceDamageId.Truncated);
        block.Damage.Add(finding);
    }
}
