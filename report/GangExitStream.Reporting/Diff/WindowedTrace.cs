using GangExitStream.Reporting.Analysis;
using GangExitStream.Reporting.History;

namespace GangExitStream.Reporting.Diff;

/// <summary>A recording cut into windows of time.</summary>
internal sealed class WindowedTrace
{
    /// <summary>Minimum windows of a recording with enough bins: enough for a variance, few enough for long windows.</summary>
    public const int WantedWindows = 30;

    private readonly int _step;
    private readonly double _seconds;

    public WindowedTrace(ReportResult result)
    {
        Result = result;
        History = result.Rows.History ?? throw new ArgumentException("The report was made without its history.", nameof(result));
        var whole = History.Bins - 1; // the last bin is partial
        _step = Math.Max(1, whole / WantedWindows);
        Windows = whole / _step;
        _seconds = result.Span.DurationNs / 1e9;
        All = VmHistory.Sum(History.Vms, History.Bins);
    }

    public ReportResult Result { get; }

    public TraceHistory History { get; }

    /// <summary>All VMs together.</summary>
    public VmHistory All { get; }

    /// <summary>Number of windows.</summary>
    public int Windows { get; }

    /// <summary>Nanoseconds of a window.</summary>
    public long WindowNs => History.BinNs * _step;

    /// <summary>A count per second.</summary>
    public RatioEstimate PerSecond(long[] counts)
    {
        var below = new double[Windows];
        Array.Fill(below, WindowNs / 1e9);
        return RatioEstimate.Of(Sums(counts), below, counts.Sum(), _seconds);
    }

    /// <summary>One count as a share of another.</summary>
    public RatioEstimate Share(long[] part, long[] whole) => RatioEstimate.Of(Sums(part), Sums(whole), part.Sum(), whole.Sum());

    /// <summary>Cost of gang exits as a share of this cost and the VM's time in the guest. Its precision is limited by the number of gang exits.</summary>
    public RatioEstimate LostShare(long[] forcedOutNs, VmHistory vm, long[] gangExits)
    {
        var whole = new double[Windows];
        var (forced, inGuest) = (Sums(vm.ForcedOutNs), Sums(vm.GuestThreadNs));
        for (var i = 0; i < whole.Length; i++)
            whole[i] = forced[i] + inGuest[i];
        var all = vm.ForcedOutNs.Sum(static ns => (double)ns) + vm.GuestThreadNs.Sum(static ns => (double)ns);
        return RatioEstimate.Of(Sums(forcedOutNs), whole, forcedOutNs.Sum(static ns => (double)ns), all) with { Count = gangExits.Sum() };
    }

    private double[] Sums(long[] bins)
    {
        var sums = new double[Windows];
        for (var bin = 0; bin < Windows * _step; bin++)
            sums[bin / _step] += bins[bin];
        return sums;
    }
}
