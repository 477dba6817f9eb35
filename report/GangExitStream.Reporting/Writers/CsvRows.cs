using GangExitStream.Reporting.Analysis;
using GangExitStream.Reporting.Breakdowns;
using GangExitStream.Reporting.Exits;

namespace GangExitStream.Reporting.Writers;

/// <summary>
/// The columns and rows of csv for each <c>--by</c>; one value per cell. Triggers are in the rows of <c>--by trap</c>, one for each VM and
/// trap.
/// </summary>
internal static class CsvRows
{
    public static (string Header, IEnumerable<object?[]> Rows) Of(ReportResult result)
    {
        var top = result.Top ?? int.MaxValue;
        if (result is { IsByExit: true, Exits: { } exits })
            return ("tgid,trap,guest_exits,ceded,out_ns,out_count,out_min_ns,out_avg_ns,out_p50_ns,out_p99_ns,out_max_ns", ExitsJson.VmsOf(exits).SelectMany(vm => vm.Value).Take(top).Select(row => Exit(result, row)));
        return result.Rows switch
        {
            { Vcores: { } vcores } => ("tgid,vcore,runs,gang_exits,forced_threads,cedes,run_time_ns,gang_exits_per_s,forced_out_ns,guest_thread_ns", vcores.Take(top).Select(row => Vcore(result, row))),
            { VmTraps: { } traps } => ("tgid,trap,guest_exits,ceded,gang_exits,forced_out_ns", traps.Take(top).Select(row => Trap(result, row))),
            { Times: { } times } => ("start_ns,end_ns,runs,gang_exits,forced_threads,forced_out_ns,guest_thread_ns", (result.HasTimes ? times : []).Select(Time)),
            { Cpus: { } cpus } => ("cpu,guest_exits,runs,gang_exits,forced_threads,uncertain_runs,lost", cpus.Take(top).Select(Cpu)),
            _ => ("tgid,runs,gang_exits,forced_threads,cedes,uncertain_runs,uncertain_gang_exits,orphan_exits,unfinished_runs,split_core_runs,run_time_ns,gang_exits_per_s,vcore_stride,"
                + "forced_out_ns,forced_out_p50_ns,forced_out_p99_ns,forced_out_max_ns,forced_out_untold,guest_thread_ns,forced_out_share,forced_out_blocked_ns",
                result.TopVms.Select(vm => Vm(result, vm))),
        };
    }

    private static object?[] Vm(ReportResult result, VmReport vm) =>
    [
        vm.Tgid, vm.Counts.Runs, vm.GangExits, vm.Forced, vm.Counts.Cedes, vm.Counts.UncertainRuns, vm.UncertainGangExits,
        vm.Counts.OrphanExits, vm.Counts.UnfinishedRuns, vm.Counts.SplitCoreRuns, result.Duration(vm.Counts.RunTimeNs), Rate(result, vm.GangExits), vm.VcoreStride,
        .. Cost(result, vm),
    ];

    private static object?[] Cost(ReportResult result, VmReport vm) => !result.HasTimes ? [null, null, null, null, vm.Counts.ForcedOutUntold, null, null, null] :
    [
        vm.Counts.ForcedOutNs, vm.OutTimes.Quantile(0.5), vm.OutTimes.Quantile(0.99), vm.OutTimes.Max, vm.Counts.ForcedOutUntold, vm.Counts.GuestThreadNs,
        vm.ForcedOutShare is { } share ? Math.Round(share, 6) : null,
        result.HasBlockedTimes ? vm.ForcedOutBlockedNs : null,
    ];

    private static object?[] Vcore(ReportResult result, VcoreRow row) =>
        [row.Tgid, row.Vcore, row.Runs, row.GangExits, row.Forced, row.Cedes, result.Duration(row.RunTimeNs), Rate(result, row.GangExits),
            result.Duration(row.ForcedOutNs), result.Duration(row.GuestThreadNs)];

    private static object?[] Trap(ReportResult result, TrapRow row) => [row.Tgid, row.Trap, row.GuestExits, row.Ceded, row.GangExits, result.Duration(row.ForcedOutNs)];

    private static object?[] Exit(ReportResult result, ExitRow row) => result.HasTimes && row.Out is { } times
        ? [row.Tgid, row.Trap, row.Count, row.Ceded, times.Sum, times.Count, times.Min, times.Mean, times.Quantile(0.5), times.Quantile(0.99), times.Max]
        : [row.Tgid, row.Trap, row.Count, row.Ceded, null, null, null, null, null, null, null];

    private static object?[] Time(TimeRow row) => [row.StartNs, row.EndNs, row.Runs, row.GangExits, row.Forced, row.ForcedOutNs, row.GuestThreadNs];

    private static object?[] Cpu(CpuRow row) => [row.Cpu, row.GuestExits, row.Runs, row.GangExits, row.Forced, row.UncertainRuns, row.Lost];

    private static double? Rate(ReportResult result, long count) => result.PerSecond(count) is { } rate ? Math.Round(rate, 3) : null;
}
