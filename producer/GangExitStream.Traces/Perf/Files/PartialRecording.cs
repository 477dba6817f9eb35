using System.Globalization;

namespace GangExitStream.Traces.Perf.Files;

/// <summary>Findings that perf record was told to leave out a part of the events, so that counts are of what is there.</summary>
internal static class PartialRecording
{
    private static TraceDamage Overwritten { get; } =
        new(TraceDamageId.Overwritten, 0, "perf record --overwrite keeps only what fits into its buffers: older events were overwritten, for each CPU up to another time. Counts are of what is there; record without --overwrite");

    private static TraceDamage Sampled(string gaps) =>
        new(TraceDamageId.NotEveryEvent, 0, $"not every event was recorded; of at least one event, {gaps}: the counts are too low, and runs are incomplete; record with -c 1, without -F and :S");

    /// <summary>
    /// How events were sampled, if not every event has a sample; null: every event has one, also with a period where samples say theirs: the kernel then
    /// writes each hit of a tracepoint (perf_swevent_event).
    /// </summary>
    public static string? Gaps(ulong period, bool isFrequency, bool saysPeriod, bool isGroup) => (period, isFrequency, isGroup) switch
    {
        (_, true, _) => string.Create(CultureInfo.InvariantCulture, $"some {period} a second (-F)"),
        ( > 1, _, _) when !saysPeriod => string.Create(CultureInfo.InvariantCulture, $"one in {period} (-c {period})"),
        (0, _, true) => "none, they were only counted (leader sampling, :S)",
        _ => null,
    };

    /// <summary>The findings.</summary>
    /// <param name="command">perf, record and what follows.</param>
    /// <param name="system">The tracepoints' system.</param>
    /// <param name="cpus">The host's CPUs that were online; 0: not known.</param>
    /// <param name="gaps">How the wanted events were sampled; null: each has a sample.</param>
    /// <param name="isOverwritten">The recorder overwrote its oldest events (attr.write_backward).</param>
    public static IEnumerable<TraceDamage> Of(List<string> command, string system, int cpus, string? gaps, bool isOverwritten)
    {
        if (RecordCommand.CpusOf(command) is { } list && RecordCommand.CountCpus(list) < cpus)
            yield return new TraceDamage(TraceDamageId.OneCpu, 0, $"only the events of some CPUs were recorded (perf record -C {list}): a vcore that moves is missing while it runs elsewhere, so times between its runs are wrong; record with -a");
        if (RecordCommand.ThreadsOf(command) is { } threads)
            yield return new TraceDamage(TraceDamageId.SomeThreads, 0, $"only the events of some threads were recorded (perf record -t {threads}): runs of a VM's other threads are missing, so its counts are too low, and times between runs are wrong; record with -a, or -p for a VM");
        if (gaps is not null)
            yield return Sampled(gaps);
        else if (RecordCommand.FilterOf(command, system) is { } filter)
            yield return new TraceDamage(TraceDamageId.NotEveryEvent, 0, $"not every event was recorded, only those that --filter '{filter}' let through: the counts are wrong, and runs are incomplete; record without --filter");
        if (isOverwritten)
            yield return Overwritten;
    }
}
