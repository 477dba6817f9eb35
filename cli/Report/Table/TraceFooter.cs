using GangExitStream.Reporting.Analysis;

namespace GangExitStream.Cli.Report.Table;

/// <summary>The lines below a trace's table: the effect of losses and damage on the counts.</summary>
internal static class TraceFooter
{
    public static void Write(TableOutput output, ReportResult result)
    {
        WriteLosses(output, result);
        WriteParts(output, result);
        WriteSingles(output, result);
        if (result.Rows.Vcores is not null && result.Vms.Count > 0)
            output.Note("vcpu ids a vcore: " + string.Join(", ", result.Vms.GroupBy(vm => vm.VcoreStride).OrderBy(vms => vms.Key).Select(Strides)) + "; inferred from the runs unless --vcore-stride says it");
        if (result.Summary.OutOfOrder > 0)
            output.Warn($"{Words.Count(result.Summary.OutOfOrder, "event")} came out of order");
        if (result.Damaged)
            output.Warn($"the trace is damaged ({Words.Count(result.Summary.DamageCount, "finding")}, on standard error): this is what could be read");
    }

    /// <summary>Writes the bounds: an uncertain run may or may not be a gang exit, regardless of the rule's result on the remaining events.</summary>
    private static void WriteLosses(TableOutput output, ReportResult result)
    {
        if (result.Summary.Lost == 0)
            return;
        var runs = result.Vms.Sum(vm => vm.Counts.Runs);
        var uncertain = result.Vms.Sum(vm => vm.Counts.UncertainRuns);
        var sure = result.Vms.Sum(vm => vm.GangExits - vm.UncertainGangExits);
        output.Warn($"{Words.Count(result.Summary.Lost, "sample")} lost in {Words.Count(result.Summary.Gaps, "gap")}: {Words.Number(uncertain)} of "
            + $"{Words.Count(runs, "run")} ({Words.Share(uncertain, runs)}) are uncertain; gang exits of the runs seen are between "
            + $"{Words.Number(sure)} and {Words.Number(sure + uncertain)}");
    }

    /// <summary>Writes the VMs that can't have gang exits, if others can.</summary>
    private static void WriteSingles(TableOutput output, ReportResult result)
    {
        var singles = result.Vms.Where(vm => vm.HasOneThreadARun).ToList();
        if (result.Verdict == TraceVerdict.GangExits && singles.Count > 0)
            output.Note($"one thread a run, so no gang exits: {(singles.Count > 5 ? Words.Count(singles.Count, "VM") : "VM " + string.Join(", ", singles.Select(vm => vm.Tgid)))}");
    }

    private static string Strides(IGrouping<int, VmReport> vms) => vms.Count() > 5
        ? $"{vms.Key} ({Words.Count(vms.Count(), "VM")})"
        : $"{vms.Key} (VM {string.Join(", ", vms.Select(vm => vm.Tgid))})";

    private static void WriteParts(TableOutput output, ReportResult result)
    {
        var orphans = result.Vms.Sum(vm => vm.Counts.OrphanExits);
        var unfinished = result.Vms.Sum(vm => vm.Counts.UnfinishedRuns);
        var split = result.Vms.Sum(vm => vm.Counts.SplitCoreRuns);
        if (orphans + unfinished > 0)
            output.Note($"{Words.Count(orphans, "exit")} outside of any run (orphans), {Words.Count(unfinished, "run")} without an Exit (unfinished): neither counts as a run");
        if (result.Applicable && result.UnattributedExits > 0)
            output.Note($"{Words.Count(result.UnattributedExits, "guest exit")} of processes that never had a run_core");
        if (split > 0)
            output.Note($"{Words.Count(split, "run")} with guest exits of other vcores (split core)");
    }
}
