using System.Runtime.InteropServices;

namespace GangExitStream.Traces.Ordering.Runs;

/// <summary>The time of a run's first pending event.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RunHead(long Time, int Run)
{
    /// <summary>By time, then by the runs' order in the file.</summary>
    public bool IsBefore(RunHead other) => Time < other.Time || (Time == other.Time && Run < other.Run);
}

/// <summary>A binary heap of runs' heads. It also gives the second smallest, so that several events can be taken from the first run at once.</summary>
internal sealed class RunHeap
{
    private RunHead[] _heads = new RunHead[16];
    private int _count;

    public bool IsEmpty => _count == 0;

    public int Count => _count;

    public RunHead Top => _heads[0];

    /// <summary>Both runs, in file order; only valid when there are two.</summary>
    public (int First, int Second) Pair => (Math.Min(_heads[0].Run, _heads[1].Run), Math.Max(_heads[0].Run, _heads[1].Run));

    public bool TryGetSecond(out RunHead second)
    {
        second = _count < 2 ? default : _heads[1];
        if (_count > 2 && _heads[2].IsBefore(second))
            second = _heads[2];
        return _count >= 2;
    }

    public void Clear() => _count = 0;

    public void Add(RunHead head)
    {
        if (_count == _heads.Length)
            Array.Resize(ref _heads, _count * 2);
        var at = _count++;
        for (; at > 0 && head.IsBefore(_heads[(at - 1) / 2]); at = (at - 1) / 2)
            _heads[at] = _heads[(at - 1) / 2];
        _heads[at] = head;
    }

    public void RemoveTop()
    {
        var last = _heads[--_count];
        if (_count > 0)
            ReplaceTop(last);
    }

    public void ReplaceTop(RunHead head)
    {
        var at = 0;
        while (true)
        {
            var child = 2 * at + 1;
            if (child >= _count)
                break;
            if (child + 1 < _count && _heads[child + 1].IsBefore(_heads[child]))
                child++;
            if (!_heads[child].IsBefore(head))
                break;
            _heads[at] = _heads[child];
            at = child;
        }
        _heads[at] = head;
    }
}
