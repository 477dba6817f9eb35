using System.Runtime.CompilerServices;

namespace GangExitStream.Processor.Sessions;

/// <summary>
/// Counts guest exits by trap. A real VM has about a dozen traps; a forged trace may have more than <see cref="MaxTraps"/>: the rest is not
/// counted here, but in all other counts. Names are needed only when a record is written.
/// </summary>
internal sealed class ExitTally
{
    private const int MaxTraps = 256;

    private (int Trap, long Count)[] _items = [];
    private int _used;
    private Places _places; // by hash of a trap: its index, or another trap's

    public bool IsEmpty => _used == 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(int trap)
    {
        var items = _items.AsSpan(0, _used);
        int place = _places[Places.Of(trap)];
        if (place < items.Length && items[place].Trap == trap)
            items[place].Count++;
        else
            Add(trap, 1);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Add(int trap, long count)
    {
        var at = 0;
        while (at < _used && _items[at].Trap != trap)
            at++;
        if (at == MaxTraps)
            return;
        if (at == _used)
            Append(trap);
        _items[at].Count += count;
        _places[Places.Of(trap)] = (byte)at;
    }

    public void Clear() => _used = 0;

    /// <summary>Restores the counts of a record. A record has only names that <see cref="TrapNames.Format"/> wrote.</summary>
    public void Restore(TriggerCounts counts)
    {
        Clear();
        foreach (var item in counts.Items)
        {
            if (TrapNames.TryParse(item.Trap, out var trap))
                Add(trap, item.Count);
        }
    }

    public void CopyTo(TriggerCounts counts)
    {
        counts.Clear();
        foreach (var (trap, count) in _items.AsSpan(0, _used))
            counts.Add(TrapNames.Format(trap), count);
    }

    private void Append(int trap)
    {
        if (_used == _items.Length)
            Array.Resize(ref _items, Math.Max(8, 2 * _used));
        _items[_used++] = (trap, 0);
    }

    /// <summary>An index for each of 32 hash values. One in memory with the tally: a session is one of a million.</summary>
    [InlineArray(32)]
    private struct Places
    {
        private byte _first;

        // Of the traps with names, only 0x100 and 0x380, and 0x501 and 0xf20 share a value (found by trying odd factors).
        public static int Of(int trap) => (int)((uint)trap * 0x935AC8D9u >> 27);
    }
}
