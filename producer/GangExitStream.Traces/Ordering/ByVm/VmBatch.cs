using GangExitStream.Traces.Ordering.Runs;

namespace GangExitStream.Traces.Ordering.ByVm;

/// <summary>
/// A batch of events from many CPUs, ordered within each VM only. The events of a VM are returned together. Events from one CPU are already in
/// order; only VMs whose events come from several CPUs are sorted.
/// </summary>
internal sealed class VmBatch(VmOfThread threads)
{
    private readonly List<VmPart> _parts = []; // in file order of their first events
    private readonly SortedBatch _sorted = new(); // the rest of a part that needed sorting
    private VmPiece[] _pieces = new VmPiece[256];
    private int _count; // of pieces
    private int _part; // the one that is being returned
    private int _piece; // next one of that part; -1: none
    private int _taken; // events of that piece that were returned

    public bool IsEmpty => _part == _parts.Count;

    /// <summary>VMs can be separated, and there is more than one.</summary>
    public bool IsUseful => threads is { CanSeparate: true, Vms: > 1 };

    /// <summary>
    /// Adds the first events of a stretch. False if the batch must be ordered by time: a thread is new, or a VM has its first Enter. So VMs and
    /// threads first appear in the same order as when everything is ordered by time.
    /// </summary>
    public bool TryAdd(int stretch, int start, ReadOnlySpan<PendingEvent> events)
    {
        var all = true;
        for (var at = 0; at < events.Length;)
        {
            ref readonly var first = ref events[at];
            var end = VmOfThread.EndOfThread(events, at);
            if (threads.TryFind(first, out var vm) && (vm.HasEntered || !Enters(vm, events[at..end])))
                Add(vm, new VmPiece { Stretch = stretch, Start = start + at, Count = end - at, Next = -1 }, first.TimeNs, events[end - 1].TimeNs);
            else
                all = false;
            at = end;
        }
        return all;
    }

    /// <summary>Starts returning events, after everything has been added.</summary>
    public void Begin() => (_part, _piece, _taken) = (0, _parts.Count > 0 ? _parts[0].First : -1, 0);

    public void Clear()
    {
        foreach (var vm in _parts)
            vm.First = -1;
        _parts.Clear();
        (_count, _part) = (0, 0);
    }

    /// <summary>Returns the next events.</summary>
    /// <param name="stretches">The stretches that the events were added from.</param>
    /// <param name="upTo">The largest time in the batch, at most.</param>
    /// <param name="events">The destination.</param>
    public int Drain(ReadOnlySpan<Stretch> stretches, long upTo, Span<KvmEvent> events)
    {
        var written = 0;
        while (written < events.Length && !IsEmpty)
        {
            if (_piece >= 0 && !_parts[_part].Ascends)
                Sort(stretches, upTo);
            written += _piece >= 0 ? Copy(stretches, events[written..]) : Gather(stretches, events[written..]);
            if (_piece < 0 && _sorted.IsEmpty)
                EndPart();
        }
        return written;
    }

    private void Add(VmPart vm, VmPiece piece, long firstTime, long lastTime)
    {
        if (vm.First < 0)
        {
            (vm.First, vm.Ascends) = (_count, true);
            _parts.Add(vm);
        }
        else
        {
            ref var last = ref _pieces[vm.Last];
            vm.Ascends &= firstTime >= vm.LastTime;
            last.Next = _count;
        }
        (vm.Last, vm.LastTime) = (_count, lastTime);
        if (_count == _pieces.Length)
            Array.Resize(ref _pieces, _count * 2);
        _pieces[_count++] = piece;
    }

    private static bool Enters(VmPart vm, ReadOnlySpan<PendingEvent> events)
    {
        vm.NoteEnters(events);
        return vm.HasEntered;
    }

    private void EndPart()
    {
        if (++_part == _parts.Count)
            Clear();
        else
            _piece = _parts[_part].First;
    }

    private int Copy(ReadOnlySpan<Stretch> stretches, Span<KvmEvent> events)
    {
        var written = 0;
        while (_piece >= 0 && written < events.Length)
        {
            ref readonly var piece = ref _pieces[_piece];
            var count = Math.Min(piece.Count - _taken, events.Length - written);
            stretches[piece.Stretch].Block.Whole.Slice(piece.Start + _taken, count).CopyTo(events[written..]);
            written += count;
            _taken += count;
            if (_taken == piece.Count)
                (_piece, _taken) = (piece.Next, 0);
        }
        return written;
    }

    private void Sort(ReadOnlySpan<Stretch> stretches, long upTo)
    {
        _sorted.Begin(FirstTime(stretches));
        for (; _piece >= 0; _piece = _pieces[_piece].Next)
        {
            ref readonly var piece = ref _pieces[_piece];
            _sorted.Add(piece.Stretch, piece.Start, stretches[piece.Stretch].Block.Events.Slice(piece.Start, piece.Count), upTo);
        }
        _sorted.Sort(upTo);
    }

    private long FirstTime(ReadOnlySpan<Stretch> stretches)
    {
        var first = long.MaxValue;
        for (var at = _piece; at >= 0; at = _pieces[at].Next)
            first = Math.Min(first, stretches[_pieces[at].Stretch].Block.At(_pieces[at].Start).TimeNs);
        return first;
    }

    private int Gather(ReadOnlySpan<Stretch> stretches, Span<KvmEvent> events)
    {
        var count = Math.Min(_sorted.Count, events.Length);
        _sorted.Gather(stretches, events[..count]);
        return count;
    }
}
