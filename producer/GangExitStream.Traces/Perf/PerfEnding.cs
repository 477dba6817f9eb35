using GangExitStream.Traces.Ordering;
using GangExitStream.Traces.Perf.Attributes;
using GangExitStream.Traces.Perf.Files;
using GangExitStream.Traces.Perf.Records;

namespace GangExitStream.Traces.Perf;

/// <summary>Adds the findings that are known only when all records of a recording have been read. Used on the decoding thread.</summary>
internal sealed class PerfEnding(PerfSession session, LossDecoder losses, TraceOptions options, UnfinishedFile? unfinished)
{
    public void Close(EventBlock block)
    {
        if (unfinished is not null)
            ReplaceTruncation(block, unfinished.Finding(session));
        else if (!session.HasOurEvents)
            block.Damage.Add(NoEvents());
        block.Damage.AddRange(LeftOut());
        block.Damage.AddRange(session.Copies.Select(static copies => copies.Finding()).OfType<TraceDamage>());
        losses.Close(block);
    }

    /// <summary>An unfinished file usually ends within a record. Only the first is reported.</summary>
    private static void ReplaceTruncation(EventBlock block, TraceDamage finding)
    {
        block.Damage.RemoveAll(static damage => damage.Id == TraceDamageId.Truncated);
        block.Damage.Add(finding);
    }

    /// <summary>The reason why nothing could be decoded, with the next step for the user.</summary>
    private TraceDamage NoEvents()
    {
        if (!session.HasFormats && options.Formats is null)
            return new TraceDamage(TraceDamageId.BadFormat, 0, "the event formats are missing (perf writes them last: was the file cut off?), so nothing can be decoded; record again");
        return NoEventsFinding.Of(options.System, session.EventNames);
    }

    /// <summary>Events that perf record left out: sampled, filtered, of some CPUs or threads only, or overwritten.</summary>
    private IEnumerable<TraceDamage> LeftOut()
    {
        var ours = session.Events.Where(static e => e.Decoder is { IsEntry: false }).Select(static e => e.Attr).ToList();
        var gaps = ours.Select(static attr => attr.Gaps).FirstOrDefault(static gaps => gaps is not null);
        return PartialRecording.Of(session.Command, options.System, session.Cpus, gaps, ours.Exists(static attr => attr.IsOverwritten));
    }
}
