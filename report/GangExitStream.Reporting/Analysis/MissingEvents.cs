using System.Globalization;
using GangExitStream.Traces;

namespace GangExitStream.Reporting.Analysis;

/// <summary>
/// Detects events that are missing without a reported loss: because of a filter of the recorder, grep, or text without its loss lines.
/// Every thread that enters with a run leaves with a guest exit (kvmppc_run_core and post_guest_process in book3s_hv.c), so a run has
/// at least as many guest exits as its Enter has threads; and a runner's Enters and Exits alternate.
/// </summary>
internal static class MissingEvents
{
    /// <summary>Maximum Exits without an Enter at the beginning of a recording: one for each core that was running.</summary>
    private const int FirstExits = 2048;

    /// <summary>Adds findings about missing events; none if losses were reported, which explain them.</summary>
    /// <param name="summary">Summary of the trace.</param>
    /// <param name="vms">Counts of the VMs.</param>
    /// <param name="unfinished">Runs without an Exit before their runner's next Enter.</param>
    public static void AddTo(TraceSummary summary, IReadOnlyCollection<VmReport> vms, long unfinished)
    {
        if (summary.Lost > 0)
            return;
        var runs = vms.Sum(vm => vm.Counts.Runs);
        var incomplete = vms.Sum(vm => vm.IncompleteRuns);
        if (incomplete > 0)
            summary.Add(new TraceDamage(TraceDamageId.MissingGuestExits, 0, summary.GuestExits == 0 ? "no kvm_guest_exit is in the trace: every run of several threads is counted as a gang exit" : TooFew(incomplete, runs)));
        var orphans = vms.Sum(vm => vm.OrphanRuns);
        if (unfinished > 0 || orphans > Math.Max(runs, FirstExits) || (runs == 0 && orphans > 1))
            summary.Add(new TraceDamage(TraceDamageId.MissingRunCores, 0, Unpaired(unfinished, orphans, runs)));
    }

    private static string TooFew(long incomplete, long runs) => string.Create(CultureInfo.InvariantCulture,
        $"{incomplete:N0} of {runs:N0} runs have fewer guest exits than threads: guest exits are missing (a filter, grep, losses that text leaves out), and too many gang exits are counted");

    private static string Unpaired(long unfinished, long orphans, long runs) => string.Create(CultureInfo.InvariantCulture,
        $"{unfinished:N0} Enters without an Exit and {orphans:N0} Exits without an Enter beside {runs:N0} whole runs: run_cores are missing, or in the trace more than once, and the counts are wrong");
}
