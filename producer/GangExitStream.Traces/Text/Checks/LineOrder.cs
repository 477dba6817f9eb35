using System.Runtime.InteropServices;

namespace GangExitStream.Traces.Text.Checks;

/// <summary>Whether the order of a recording's events can be that of time. It can't after <c>tac</c> or <c>sort</c>, or with a coarse clock.</summary>
internal sealed class LineOrder
{
    /// <summary>The reason to refuse a text.</summary>
    public const string Message = "its lines are not in time order, as after tac or sort: report the original text, or sort the lines by time (perf script, comm without spaces: sort -s -k4,4V). Several recordings in one text: report each";

    /// <summary>Within one recording, lines of different CPUs may be out of order by this much, in nanoseconds.</summary>
    public const long JitterNs = 1_000_000;

    private const int MinEvents = 16;
    private const int MinOfCoarse = 64;
    private const int MaxCpus = 1 << 16; // a forged text may name any

    private long _events;
    private long _back;
    private long _equal;
    private long _lastNs;
    private readonly Dictionary<int, long> _latestNs = []; // by CPU
    private int _firstTid;
    private (int Tid, int Cpu) _last;
    private bool _areSeveral;

    /// <summary>Time goes back at most events.</summary>
    public bool IsReversed => _events >= MinEvents && _back > _events / 4 * 3;

    /// <summary>Most events have the time of the event before: microseconds and finer clocks differ.</summary>
    public bool IsCoarse => _events >= MinOfCoarse && _equal > _events / 4 * 3;

    /// <summary>Events whose time is before that of an earlier line of the same CPU, by more than the jitter: no recorder writes that.</summary>
    public long OutOfOrder { get; private set; }

    /// <summary>Notes the next event.</summary>
    public void Add(in KvmEvent e)
    {
        if (e.Cpu >= 0)
            AddOfCpu(e);
        if (_events++ == 0)
            _firstTid = e.Tid;
        else if (e.TimeNs <= _lastNs)
            Count(e.TimeNs < _lastNs);
        _areSeveral |= e.Tid != _firstTid;
        (_lastNs, _last) = (e.TimeNs, (e.Tid, e.Cpu));
    }

    /// <summary>
    /// Whether the lines were sorted by their text: all events up to this one, where time goes back, are of one thread, and this one is of another
    /// thread or CPU.
    /// </summary>
    public bool IsSortedByText(in KvmEvent next) => _events >= MinEvents && !_areSeveral && (next.Tid, next.Cpu) != _last;

    private void AddOfCpu(in KvmEvent e)
    {
        if (_latestNs.Count >= MaxCpus)
            _latestNs.Clear();
        ref var latest = ref CollectionsMarshal.GetValueRefOrAddDefault(_latestNs, e.Cpu, out var exists);
        if (exists && latest - e.TimeNs > JitterNs)
            OutOfOrder++;
        latest = exists ? Math.Max(latest, e.TimeNs) : e.TimeNs;
    }

    private void Count(bool isBack)
    {
        _back += isBack ? 1 : 0;
        _equal += isBack ? 0 : 1;
    }
}
