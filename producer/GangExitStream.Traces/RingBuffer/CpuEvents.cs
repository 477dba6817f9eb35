namespace GangExitStream.Traces.RingBuffer;

/// <summary>Iterates over the wanted events and the losses of one CPU, in the order of its buffer.</summary>
internal sealed class CpuEvents(int cpu, PageSource pages, PageLayout layout, RawEvents decoder, TraceClock clock, PendingDamage damage)
{
    private PageCursor _cursor = new(layout);
    private KvmEvent _current;
    private bool _isOpen;
    private long? _empty; // offset of the page before, which has no events

    /// <summary>The current event, set by <see cref="MoveNext"/>.</summary>
    public ref readonly KvmEvent Current => ref _current;

    /// <summary>Moves to the next wanted event or loss. False: the end.</summary>
    public bool MoveNext()
    {
        while (true)
        {
            if (_isOpen && NextOnPage())
                return true;
            if (!pages.MoveNext())
                return End();
            if (Open())
                return true;
        }
    }

    /// <summary>Opens the current page. True: events were lost before it, and the loss is the current event.</summary>
    private bool Open()
    {
        _isOpen = _cursor.TryOpen(pages.Page, pages.PageBytes);
        if (!_isOpen)
            AddDamage(TraceDamageId.BadRecord, "a page's header has a size larger than a page; the page is skipped");
        NoteEmpty();
        if (_cursor.Missed == 0)
            return false;
        _current = KvmEvent.Lost(clock.TimeOf(_cursor.Time), cpu, LossCount.Cap(pages.LostBefore(_cursor.Missed)));
        return true;
    }

    /// <summary>Only the last page that is read of a buffer may be empty.</summary>
    private void NoteEmpty()
    {
        if (_isOpen && !_cursor.IsAtEnd && _empty is { } offset)
            damage.Add(new TraceDamage(TraceDamageId.BadRecord, offset, $"CPU {cpu}: a page without events before others: its events are lost (a part of the file that was not written?)"));
        _empty = _isOpen && _cursor.IsAtEnd ? _empty ?? pages.PageOffset : null;
    }

    private bool NextOnPage()
    {
        var page = pages.Page;
        while (_cursor.TryNext(page, out var raw))
        {
            if (decoder.TryDecode(raw, ref _current, out var isShort))
            {
                _current.Cpu = cpu;
                _current.TimeNs = clock.TimeOf(_cursor.Time);
                return true;
            }
            if (isShort)
                AddDamage(TraceDamageId.ShortSample, "an event is shorter than its format says; it is skipped");
        }
        if (_cursor.IsDamaged)
            AddDamage(TraceDamageId.BadRecord, $"an event has an impossible size; the rest of its page, from byte {_cursor.Position} on, is skipped");
        _isOpen = false;
        return false;
    }

    private bool End()
    {
        if (pages.Damage is { } found)
            damage.Add(found);
        return false;
    }

    private void AddDamage(TraceDamageId id, string message) => damage.Add(new TraceDamage(id, pages.PageOffset, $"CPU {cpu}: {message}"));
}
