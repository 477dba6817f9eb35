using System.Globalization;
using System.Text;
using GangExitStream.Dashboard.Fleet;
using GangExitStream.Dashboard.Telemetry;

namespace GangExitStream.Dashboard;

/// <summary>
/// Series of single VMs for Prometheus, of the worst ones only: each VM has five series. Not written with OpenTelemetry, which would export the
/// last value of a VM that left the list without end.
/// </summary>
internal static class VmMetricsText
{
    private static readonly (string Name, string Help, Func<RunCounts, double> Of)[] Series =
    [
        ("gangexit_vm_gang_exits_total", "Gang exits", static counts => counts.GangExits),
        ("gangexit_vm_runs_total", "Runs", static counts => counts.Runs),
        ("gangexit_vm_forced_out_seconds_total", "Thread-time that gang exits took, at most", static counts => counts.ForcedOutNs / 1e9),
        ("gangexit_vm_guest_thread_seconds_total", "Thread-time in the guest", static counts => counts.GuestThreadNs / 1e9),
        ("gangexit_vm_lost_total", "Samples lost that may concern it", static counts => counts.Lost),
    ];

    /// <summary>Appends the series of the <paramref name="most"/> VMs with the largest lost share; several recordings of a VM are one VM.</summary>
    public static void Append(StringBuilder text, FleetSnapshot fleet, int most)
    {
        var vms = fleet.Vms.GroupBy(static vm => (vm.Host, vm.Tgid)).Select(static vm => (Labels: LabelsOf(vm.MaxBy(static one => one.LastWindowStartNs)!), Counts: vm.Aggregate(default(RunCounts), static (sum, one) => CountSums.Plus(sum, one.Counts))))
            .OrderByDescending(static vm => vm.Counts.ForcedOutShare ?? -1).Take(most).ToList();
        foreach (var (name, help, of) in Series)
        {
            text.Append("# HELP ").Append(name).Append(' ').Append(help).Append("\n# TYPE ").Append(name).Append(" counter\n");
            foreach (var (labels, counts) in vms)
                text.Append(name).Append(labels).Append(' ').Append(of(counts).ToString("R", CultureInfo.InvariantCulture)).Append('\n');
        }
    }

    private static string LabelsOf(VmSums vm) => string.Create(
        CultureInfo.InvariantCulture, $"{{host=\"{PrometheusText.Escape(vm.Host)}\",tgid=\"{vm.Tgid}\",vm=\"{PrometheusText.Escape(vm.Name ?? "")}\"}}");
}
