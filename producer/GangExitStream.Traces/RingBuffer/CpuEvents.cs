namespace GangExitStream.Traces.RingBuffer;

/// <summary>Our events of one CPU, and its losses, in the order of its buffer.</summary>
internal sealed class CpuEvents(int cpu, PageSource pages, PageLayout layout, RawEvents decoder, TraceClock clock, PendingDamage damage)
{
    private PageCursor _cursor = new(layout);
    private KvmEvent _current;
    private bool _isOpen;

    /// <summary>The event that <see cref="MoveNext"/> has moved to.</summary>
    public ref readonly KvmEvent Current => ref _current;

    /// <summary>Moves on to the next event of ours, or loss. False at the end; of a live buffer, where no more has come so far.</summary>
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

    /// <summary>Opens the current page. True where events were lost before it: that is then the current event.</summary>
    private bool Open()
    {
        _isOpen = _cursor.TryOpen(pages.Page, pages.PageBytes);
        if (!_isOpen)
            AddDamage(TraceDamageId.BadRecord, "a page's head says that it holds more than a page; it is skipped");
        if (_cursor.Missed == 0)
            return false;
        _current = KvmEvent.Lost(clock.TimeOf(_cursor.Time), cpu, pages.LostBefore(_cursor.Missed));
        return true;
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
                AddDamage(TraceDamageId.ShortSample, "an event is shorter than its format says; skipped");
        }
        if (_cursor.IsDamaged)
            AddDamage(TraceDamageId.BadRecord, $"an event's size can't be right; what follows on its page, from byte {_cursor.Position} on, is skipped");
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
