using System.Runtime.InteropServices;
using GangExitStream.Detection;
using GangExitStream.Reporting.Analysis;

namespace GangExitStream.Reporting.Breakdowns;

/// <summary><c>--by vcore</c>.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct VcoreBreakdown() : IBreakdown
{
    /// <summary>A forged trace may name any number of them: those beyond have a common row, vcore -1 of tgid -1.</summary>
    public const int MaxRows = 65_536;

    private readonly Dictionary<(int Tgid, int Vcore), VcoreRow> _rows = [];

    public void OnEvents(ReadOnlySpan<KvmEvent> events)
    {
    }

    public void OnRun(in ClosedRun run, Verdict verdict, long originNs)
    {
        var row = Row(run.Tgid, run.RunnerVcpu);
        if (run.HasEnter)
        {
            row.Runs++;
            row.Cedes += run.Ceded;
            row.RunTimeNs += run.RunTimeNs;
        }
        if (!verdict.GangExit)
            return;
        row.GangExits++;
        row.Forced += verdict.Forced;
        if (run.TriggerTrap == RunnerState.NoTrap)
            row.Triggers.AddUntold();
        else
            row.Triggers.Add(run.TriggerTrap);
    }

    public Breakdown Finish(TraceSpan span, Func<int, int> strideOf) =>
        new() { Vcores = [.. Merged(strideOf).OrderByDescending(row => row.GangExits).ThenBy(row => row.Tgid).ThenBy(row => row.Vcore)] };

    /// <summary>Rows of runner vcpus become rows of vcores, now that the VMs' strides are known.</summary>
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
