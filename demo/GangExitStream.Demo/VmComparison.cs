using GangExitStream.Processor.Sessions;
using GangExitStream.Reporting.Analysis;

namespace GangExitStream.Demo;

/// <summary>Compares the figures of one VM in the topics with those in the report.</summary>
/// <param name="Vm">The VM.</param>
/// <param name="Report">The VM in the report; null: the report does not have it.</param>
/// <param name="Counts">Totals of the topic gang-exit-counts.</param>
/// <param name="Exits">Totals of the topic gang-exits.</param>
internal sealed record VmComparison(VmKey Vm, VmReport? Report, CountTotals Counts, ExitTotals Exits)
{
    /// <summary>All figures that differ.</summary>
    public IReadOnlyList<Difference> Differences { get; } = [.. Figures(Report, Counts, Exits).Where(figure => figure.Report != figure.Topic)];

    private static IEnumerable<Difference> Figures(VmReport? report, CountTotals counts, ExitTotals exits) =>
        OfCounts(report?.Counts ?? default, counts.Counts)
            .Concat(OfTriggers("gang-exit-counts", report, counts.Triggers))
            .Append(new("gang-exit-counts", "windows that are not final", 0, counts.NotFinal))
            .Append(new("gang-exits", "gang exits", report?.GangExits ?? 0, exits.Exits))
            .Append(new("gang-exits", "forced threads", report?.Forced ?? 0, exits.Forced))
            .Append(new("gang-exits", "uncertain gang exits", report?.UncertainGangExits ?? 0, exits.Uncertain))
            .Concat(OfTriggers("gang-exits", report, exits.Triggers))
            .Append(new("gang-exits", "records that are duplicate or out of order", 0, exits.Disordered));

    private static IEnumerable<Difference> OfCounts(RunCounts report, RunCounts counts)
    {
        const string Topic = "gang-exit-counts";
        yield return new(Topic, "gang exits", report.GangExits, counts.GangExits);
        yield return new(Topic, "gang exits per tgid", report.GangExitsPerTgid, counts.GangExitsPerTgid);
        yield return new(Topic, "runs", report.Runs, counts.Runs);
        yield return new(Topic, "forced threads", report.ForcedThreads, counts.ForcedThreads);
        yield return new(Topic, "cedes", report.Cedes, counts.Cedes);
        yield return new(Topic, "uncertain runs", report.UncertainRuns, counts.UncertainRuns);
        yield return new(Topic, "orphan exits", report.OrphanExits, counts.OrphanExits);
        yield return new(Topic, "unfinished runs", report.UnfinishedRuns, counts.UnfinishedRuns);
        yield return new(Topic, "split-core runs", report.SplitCoreRuns, counts.SplitCoreRuns);
        yield return new(Topic, "ns of run time", report.RunTimeNs, counts.RunTimeNs);
        yield return new(Topic, "ns forced out", report.ForcedOutNs, counts.ForcedOutNs);
        yield return new(Topic, "gang exits of unknown cost", report.ForcedOutUntold, counts.ForcedOutUntold);
        yield return new(Topic, "ns of threads in the guest", report.GuestThreadNs, counts.GuestThreadNs);
    }

    private static IEnumerable<Difference> OfTriggers(string topic, VmReport? report, NamedTally tally)
    {
        var reported = (report?.Triggers.Ordered ?? []).ToDictionary(trap => trap.Name, trap => trap.Count, StringComparer.Ordinal);
        foreach (var trap in reported.Keys.Union(tally.Counts.Keys, StringComparer.Ordinal))
            yield return new(topic, $"triggers {trap}", reported.GetValueOrDefault(trap), tally.Counts.GetValueOrDefault(trap));
    }
}

/// <summary>A figure in the report and in a topic.</summary>
internal sealed record Difference(string Place, string What, long Report, long Topic);
