namespace GangExitStream.Events;

/// <summary>
/// Counts by the name of a trap. A VM has about a dozen traps, so a short list in order of
/// first appearance is smaller and faster than a dictionary.
/// </summary>
public sealed class TriggerCounts : IEquatable<TriggerCounts>
{
    private TriggerCount[] _items = [];
    private int _count;

    /// <summary>The counts, in order of first appearance.</summary>
    public ReadOnlySpan<TriggerCount> Items => _items.AsSpan(0, _count);

    /// <summary>The count of a trap; 0 when it is absent.</summary>
    public long this[string trap] => Find(trap) is var i and >= 0 ? _items[i].Count : 0;

    /// <summary>The sum of all counts.</summary>
    public long Total
    {
        get
        {
            long total = 0;
            foreach (ref readonly var item in Items)
                total += item.Count;
            return total;
        }
    }

    /// <summary>Adds to the count of a trap, named as by <see cref="TrapNames.Format"/>.</summary>
    public void Add(string trap, long count = 1)
    {
        var i = Find(trap);
        if (i < 0)
            Append(new TriggerCount(trap, count));
        else
            _items[i] = new TriggerCount(trap, _items[i].Count + count);
    }

    /// <summary>Removes all counts; keeps the memory.</summary>
    public void Clear() => _count = 0;

    /// <summary>Whether both have the same counts, in any order.</summary>
    public bool Equals(TriggerCounts? other)
    {
        if (other is null || other._count != _count)
            return false;
        foreach (var item in Items)
        {
            if (other.Find(item.Trap) is not (var i and >= 0) || other._items[i].Count != item.Count)
                return false;
        }
        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as TriggerCounts);

    /// <inheritdoc/>
    public override int GetHashCode() => _count;

    private int Find(string trap)
    {
        for (var i = 0; i < _count; i++)
        {
            if (string.Equals(_items[i].Trap, trap, StringComparison.Ordinal))
                return i;
        }
        return -1;
    }

    private void Append(TriggerCount item)
    {
        if (_count == _items.Length)
            Array.Resize(ref _items, Math.Max(2, 2 * _count));
        _items[_count++] = item;
    }
}

/// <summary>The count of one trap.</summary>
/// <param name="Trap">Name of the trap, or its number in hexadecimal.</param>
/// <param name="Count">The count: of gang exits, or of guest exits.</param>
public readonly record struct TriggerCount(string Trap, long Count);
