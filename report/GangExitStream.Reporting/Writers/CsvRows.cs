using GangExitStream.Reporting.Analysis;
using GangExitStream.Reporting.Breakdowns;

namespace GangExitStream.Reporting.Writers;

/// <summary>The columns and rows of csv, for each <c>--by</c>.</summary>
internal static class CsvRows
{
    public static (string Header, IEnumerable<object?[]> Rows) Of(ReportResult result) => result.Rows switch
    {
        { Vcores: { } vcores } => ("tgid,vcore,runs,gang_exits,forced_threads,cedes,run_time_ns,triggers", vcores.Select(Vcore)),
        { Traps: { } traps } => ("trap,guest_exits,ceded,gang_exits", traps.Select(Trap)),
        { Times: { } times } => ("start_ns,end_ns,runs,gang_exits,forced_threads", times.Select(Time)),
        _ => ("tgid,runs,gang_exits,forced_threads,cedes,uncertain_runs,uncertain_gang_exits,orphan_exits,unfinished_runs,split_core_runs,run_time_ns,triggers", result.Vms.Select(Vm)),
    };

    private static object?[] Vm(VmReport vm) =>
    [
        vm.Tgid, vm.Counts.Runs, vm.GangExits, vm.Forced, vm.Counts.Cedes, vm.Counts.UncertainRuns, vm.UncertainGangExits,
        vm.Counts.OrphanExits, vm.Counts.UnfinishedRuns, vm.Counts.SplitCoreRuns, vm.Counts.RunTimeNs, Triggers(vm.Triggers),
    ];

    private static object?[] Vcore(VcoreRow row) =>
        [row.Tgid, row.Vcore, row.Runs, row.GangExits, row.Forced, row.Cedes, row.RunTimeNs, Triggers(row.Triggers)];

    private static object?[] Trap(TrapRow row) => [row.Trap, row.GuestExits, row.Ceded, row.GangExits];

    private static object?[] Time(TimeRow row) => [row.StartNs, row.EndNs, row.Runs, row.GangExits, row.Forced];

    private static string Triggers(TrapTally triggers) => string.Join(' ', triggers.Ordered.Select(t => $"{t.Name}={t.Count}"));
}
