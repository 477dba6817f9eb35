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
        if (SomeCpus() is { } cpus)
            block.Damage.Add(cpus);
        if (SomeEvents() is { } gaps)
            block.Damage.Add(gaps);
        block.Damage.AddRange(session.Copies.Select(static copies => copies.Finding()).OfType<TraceDamage>());
        if (Overwritten() is { } overwritten)
            block.Damage.Add(overwritten);
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
            return Finding(TraceDamageId.BadFormat, "the event formats are missing (perf writes them last: was the file cut off?), so nothing can be decoded; record again");
        var has = session.EventNames.Count == 0 ? "no events" : string.Join(", ", session.EventNames);
        return Finding(TraceDamageId.NoEvents, $"the trace has no {options.System}:kvm_guest_exit or {options.System}:kvmppc_run_core; it has {has}; "
            + "record with -e kvm_hv:kvm_guest_exit -e kvm_hv:kvmppc_run_core, or name another tracepoint system with --system");
    }

    /// <summary>Null: all CPUs were recorded, or the header does not say it.</summary>
    private TraceDamage? SomeCpus() => session.CpuList is { } list && RecordCommand.CountCpus(list) < session.Cpus
        ? Finding(TraceDamageId.OneCpu, $"only the events of some CPUs were recorded (perf record -C {list}): a vcore that moves is missing while it runs elsewhere, so times between its runs are wrong; record with -a")
        : null;

    /// <summary>The recorder sampled only some of the wanted events, so counts are too low; null: it sampled all.</summary>
    private TraceDamage? SomeEvents()
    {
        if (session.Events.FirstOrDefault(static e => e is { Decoder.IsEntry: false, Attr.Gaps: not null })?.Attr.Gaps is { } gaps)
            return Finding(TraceDamageId.NotEveryEvent, $"not every event was recorded; of at least one event, {gaps}: the counts are too low, and runs are incomplete; record with -c 1, without -F and :S");
        return session.Filter is { } filter
            ? Finding(TraceDamageId.NotEveryEvent, $"not every event was recorded, only those that --filter '{filter}' let through: the counts are wrong, and runs are incomplete; record without --filter")
            : null;
    }

    /// <summary>The recorder overwrote its oldest events (attr.write_backward); null: it kept all.</summary>
    private TraceDamage? Overwritten() => session.Events.Any(static e => e is { Decoder.IsEntry: false, Attr.IsOverwritten: true })
        ? Finding(TraceDamageId.Overwritten, "perf record --overwrite keeps only what fits into its buffers: older events were overwritten, for each CPU up to another time. Counts are of what is there; record without --overwrite")
        : null;

    private static TraceDamage Finding(TraceDamageId id, string message) => new(id, 0, message);
}
