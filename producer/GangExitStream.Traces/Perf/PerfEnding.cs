using GangExitStream.Traces.Ordering;
using GangExitStream.Traces.Perf.Attributes;
using GangExitStream.Traces.Perf.Files;
using GangExitStream.Traces.Perf.Records;

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
        if (session.DescribeCpus() is { } cpus)
            block.Damage.Add(cpus);
        if (session.DescribeGaps() is { } gaps)
            block.Damage.Add(gaps);
        block.Damage.AddRange(session.Repeated());
        if (session.DescribeOverwritten() is { } overwritten)
            block.Damage.Add(overwritten);
        losses.Close(block);
    }

    /// <summary>An unfinished file usually ends within a record. Only the first is reported.</summary>
    private static void ReplaceTruncation(EventBlock block, TraceDamage finding)
    {
        block.Damage.RemoveAll(static damage => damage.Id == TraceDamageId.Truncated);
        block.Damage.Add(finding);
    }
}
