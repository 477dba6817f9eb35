using System.Runtime.InteropServices;
using GangExitStream.Detection;
using GangExitStream.Reporting.Analysis;

namespace GangExitStream.Reporting.Breakdowns;

/// <summary>The counts of an interval of time. Runs belong to the time of their Exit, a gang exit's cost to that of its first guest exit.</summary>
public sealed record TimeRow(long StartNs, long EndNs, long Runs, long GangExits, long Forced, long ForcedOutNs = 0, long GuestThreadNs = 0);

/// <summary><c>--by time</c>: some 20 to 40 rows, each 1, 2 or 5 times a power of ten wide.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct TimeBreakdown() : IBreakdown
{
    private const int MaxRows = 40;
    private const int Lanes = 5; // runs, gang exits, forced threads, forced_out_ns, guest_thread_ns

    private readonly TimeBuckets _buckets = new(capacity: 10 * MaxRows, factor: 10, Lanes);

    public void OnEvents(ReadOnlySpan<KvmEvent> events)
    {
    }

    public void OnRun(in ClosedRun run, RunVerdict verdict, long originNs)
    {
        var lanes = _buckets.At(originNs, run.ExitNs);
        lanes[0] += run.HasEnter ? 1 : 0;
        lanes[1] += verdict.GangExit ? 1 : 0;
        lanes[2] += verdict.Forced;
        lanes[4] += run.GuestThreadNs;
    }

    public void OnForcedOut(in ForcedOut cost, long originNs) => _buckets.At(originNs, cost.SinceNs)[3] += cost.ThreadNs;

    public Breakdown Finish(TraceSpan span, Func<int, int> strideOf)
    {
        if (span is not { FirstNs: { } first, LastNs: { } last })
            return new Breakdown { Times = [] };
        _buckets.FitInto(10 * MaxRows, first, last);
        var used = (int)(TimeBuckets.Since(first, last) / _buckets.WidthNs) + 1;
        var step = used switch { <= MaxRows => 1, <= 2 * MaxRows => 2, <= 5 * MaxRows => 5, _ => 10 };
        var rows = new List<TimeRow>();
        for (var at = 0; at < used; at += step)
            rows.Add(Row(first, at, step));
        return new Breakdown { Times = rows };
    }

    private TimeRow Row(long originNs, int at, int step)
    {
        long runs = 0, gangExits = 0, forced = 0, forcedOutNs = 0, guestThreadNs = 0;
        for (var bucket = at; bucket < at + step; bucket++)
        {
            var lanes = _buckets[bucket];
            runs += lanes[0];
            gangExits += lanes[1];
            forced += lanes[2];
            forcedOutNs += lanes[3];
            guestThreadNs += lanes[4];
        }
        return new TimeRow(Start(originNs, at), Start(originNs, at + step), runs, gangExits, forced, forcedOutNs, guestThreadNs);
    }

    private long Start(long originNs, int bucket) => unchecked(originNs + (long)(_buckets.WidthNs * (ulong)bucket));
}
