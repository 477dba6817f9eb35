namespace GangExitStream.Traces.Text;

/// <summary>Whether the order of a recording's events can be that of time. It can't after <c>tac</c> or <c>sort</c>, or with a coarse clock.</summary>
internal sealed class LineOrder
{
    /// <summary>The reason to refuse a text.</summary>
    public const string Message = "its lines are not in time order, as after tac or sort: report the original text, or sort the lines by time (perf script, comm without spaces: sort -s -k4,4V). Several recordings in one text: report each";

    private const int MinEvents = 16;
    private const int MinOfCoarse = 64;

    private long _events;
    private long _back;
    private long _equal;
    private long _lastNs;
    private int _firstTid;
    private (int Tid, int Cpu) _last;
    private bool _areSeveral;

    /// <summary>Time goes back at most events.</summary>
    public bool IsReversed => _events >= MinEvents && _back > _events / 4 * 3;

    /// <summary>Most events have the time of the event before: microseconds and finer clocks differ.</summary>
    public bool IsCoarse => _events >= MinOfCoarse && _equal > _events / 4 * 3;

    /// <summary>Notes the next event.</summary>
    public void Add(in KvmEvent e)
    {
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

    private void Count(bool isBack)
    {
        _back += isBack ? 1 : 0;
        _equal += isBack ? 0 : 1;
    }
}
