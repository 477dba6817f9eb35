using System.Runtime.InteropServices;
using GangExitStream.Detection;
using GangExitStream.Reporting.Analysis;

namespace GangExitStream.Reporting.Breakdowns;

/// <summary>The counts of one CPU of the host.</summary>
public sealed class CpuRow(int cpu)
{
    /// <summary>Its number; -1: not known, or above 16,384.</summary>
    public int Cpu { get; } = cpu;

    /// <summary>Guest exits recorded on it.</summary>
    public long GuestExits { get; internal set; }

    /// <summary>Runs whose Exit was recorded on it.</summary>
    public long Runs { get; internal set; }

    /// <summary>Gang exits among these runs.</summary>
    public long GangExits { get; internal set; }

    /// <summary>Threads that these gang exits forced out.</summary>
    public long Forced { get; internal set; }

    /// <summary>Runs among these that a loss may have touched.</summary>
    public long UncertainRuns { get; internal set; }

    /// <summary>Samples lost on it.</summary>
    public long Lost { get; internal set; }

    internal bool IsEmpty => GuestExits + Runs + GangExits + Lost == 0;
}

/// <summary><c>--by cpu</c>: by the CPU on which events were recorded; a run belongs to the CPU of its Exit.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct CpuBreakdown() : IBreakdown
{
    /// <summary>Linux on POWER has at most 2,048 (CONFIG_NR_CPUS); a forged trace may name any.</summary>
    public const int MaxCpus = 16_384;

    private readonly List<CpuRow> _rows = [new(KvmEvent.Unknown)]; // CPU n at n + 1

    public void OnEvents(ReadOnlySpan<KvmEvent> events)
    {
        foreach (ref readonly var e in events)
        {
            if (e.Kind == KvmEventKind.GuestExit)
                Row(e.Cpu).GuestExits++;
            else if (e.Kind == KvmEventKind.Lost)
                Row(e.Cpu).Lost += e.LostCount;
        }
    }

    public void OnRun(in ClosedRun run, RunVerdict verdict, long originNs)
    {
        var row = Row(run.Cpu);
        row.Runs += run.HasEnter ? 1 : 0;
        row.UncertainRuns += run is { HasEnter: true, Uncertain: true } ? 1 : 0;
        row.GangExits += verdict.GangExit ? 1 : 0;
        row.Forced += verdict.Forced;
    }

    public void OnForcedOut(in ForcedOut cost, long originNs)
    {
    }

    /// <summary>Most gang exits first, then by number.</summary>
    public Breakdown Finish(TraceSpan span, Func<int, int> strideOf) =>
        new() { Cpus = [.. _rows.Where(row => !row.IsEmpty).OrderByDescending(row => row.GangExits).ThenBy(row => row.Cpu)] };

    private CpuRow Row(int cpu)
    {
        if (cpu is < 0 or >= MaxCpus)
            return _rows[0];
        for (var next = _rows.Count - 1; next <= cpu; next++)
            _rows.Add(new CpuRow(next));
        return _rows[cpu + 1];
    }
}
