using System.Runtime.InteropServices;
using GangExitStream.Detection;
using GangExitStream.Reporting.Analysis;

namespace GangExitStream.Reporting.Breakdowns;

/// <summary>The counts of one vcore: with a stride of s, vcpus s*n to s*n + s-1 belong to vcore n.</summary>
public sealed class VcoreRow(int tgid, int vcore)
{
    /// <summary>Process of the VM.</summary>
    public int Tgid { get; } = tgid;

    /// <summary>Its number in the VM: vcpu id / stride.</summary>
    public int Vcore { get; } = vcore;

    /// <summary>Runs that ended.</summary>
    public long Runs { get; internal set; }

    /// <summary>Gang exits among them.</summary>
    public long GangExits { get; internal set; }

    /// <summary>Threads that these gang exits forced out.</summary>
    public long Forced { get; internal set; }

    /// <summary>Vcpus that had ceded, summed over all runs.</summary>
    public long Cedes { get; internal set; }

    /// <summary>Time from Enter to Exit, summed over all runs, in nanoseconds.</summary>
    public long RunTimeNs { get; internal set; }

    /// <summary>Cost of the gang exits: see <see cref="RunCounts.ForcedOutNs"/>.</summary>
    public long ForcedOutNs { get; internal set; }

    /// <summary>Thread-time in the guest: see <see cref="RunCounts.GuestThreadNs"/>.</summary>
    public long GuestThreadNs { get; internal set; }

    /// <summary>Triggers of the gang exits.</summary>
    public TrapTally Triggers { get; } = new();

    /// <summary>The sum of several rows.</summary>
    internal static VcoreRow Sum(int tgid, int vcore, IEnumerable<VcoreRow> rows)
    {
        var sum = new VcoreRow(tgid, vcore);
        foreach (var row in rows)
        {
            sum.Runs += row.Runs;
            sum.GangExits += row.GangExits;
            sum.Forced += row.Forced;
            sum.Cedes += row.Cedes;
            sum.RunTimeNs += row.RunTimeNs;
            sum.ForcedOutNs += row.ForcedOutNs;
            sum.GuestThreadNs += row.GuestThreadNs;
            sum.Triggers.Add(row.Triggers);
        }
        return sum;
    }
}

/// <summary><c>--by vcore</c>.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct VcoreBreakdown() : IBreakdown
{
    /// <summary>Bounds memory on forged traces: further rows share one, vcore -1 of tgid -1.</summary>
    public const int MaxRows = 65_536;

    private readonly Dictionary<(int Tgid, int Vcore), VcoreRow> _rows = [];

    public void OnEvents(ReadOnlySpan<KvmEvent> events)
    {
    }

    public void OnRun(in ClosedRun run, RunVerdict verdict, long originNs)
    {
        var row = Row(run.Tgid, run.RunnerVcpu);
        if (run.HasEnter)
        {
            row.Runs++;
            row.Cedes += run.Ceded;
            row.RunTimeNs += run.RunTimeNs;
            row.GuestThreadNs += run.GuestThreadNs;
        }
        if (!verdict.GangExit)
            return;
        row.GangExits++;
        row.Forced += verdict.Forced;
        if (run.TriggerTrap == RunnerState.NoTrap)
            row.Triggers.AddUnknown();
        else
            row.Triggers.Add(run.TriggerTrap);
    }

    public void OnForcedOut(in ForcedOut cost, long originNs) => Row(cost.Tgid, cost.RunnerVcpu).ForcedOutNs += cost.ThreadNs;

    public Breakdown Finish(TraceSpan span, Func<int, int> strideOf) =>
        new() { Vcores = [.. Merged(strideOf).OrderByDescending(row => row.GangExits).ThenBy(row => row.Tgid).ThenBy(row => row.Vcore)] };

    /// <summary>Merges the rows of runner vcpus to rows of vcores by the VMs' strides.</summary>
    private IEnumerable<VcoreRow> Merged(Func<int, int> strideOf) => _rows.Values
        .GroupBy(row => (row.Tgid, Vcore: row.Vcore < 0 ? row.Vcore : row.Vcore / strideOf(row.Tgid)))
        .Select(rows => VcoreRow.Sum(rows.Key.Tgid, rows.Key.Vcore, rows));

    private VcoreRow Row(int tgid, int vcore)
    {
        if (_rows.TryGetValue((tgid, vcore), out var row))
            return row;
        if (_rows.Count >= MaxRows)
            (tgid, vcore) = (KvmEvent.Unknown, KvmEvent.Unknown);
        if (!_rows.TryGetValue((tgid, vcore), out row))
            _rows.Add((tgid, vcore), row = new VcoreRow(tgid, vcore));
        return row;
    }
}
