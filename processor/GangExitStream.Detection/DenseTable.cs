using System.Numerics;
using System.Runtime.CompilerServices;

namespace GangExitStream.Detection;

/// <summary>The key of the items of a <see cref="DenseTable{T, TKey}"/>.</summary>
/// <typeparam name="T">The item.</typeparam>
internal interface IKeyOf<T>
{
    /// <summary>Capacity after the first item is added.</summary>
    static abstract int FirstCapacity { get; }

    /// <summary>The item's key.</summary>
    static abstract int Of(in T item);
}

/// <summary>
/// Items of one VM by an integer key: an array in the order of addition, indexed by an open-addressed table of 16-bit places. Sized for
/// a million VMs with a handful of items each, so an empty table allocates nothing.
/// </summary>
/// <typeparam name="T">The item.</typeparam>
/// <typeparam name="TKey">Its key.</typeparam>
internal struct DenseTable<T, TKey>
    where T : struct
    where TKey : struct, IKeyOf<T>
{
    private T[]? _items;
    private ushort[]? _places; // index into _items + 1; 0: free. At most half are used.
    private int _count;
    private int _shift;

    public readonly int Count => _count;

    public readonly Span<T> All => _items.AsSpan(0, _count);

    /// <summary>The item, or a null reference.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly ref T Find(int key)
    {
        var places = _places;
        if (places is null)
            return ref Unsafe.NullRef<T>();
        for (var at = Home(key); places[at] != 0; at = (at + 1) & (places.Length - 1))
        {
            ref var item = ref _items![places[at] - 1];
            if (TKey.Of(item) == key)
                return ref item;
        }
        return ref Unsafe.NullRef<T>();
    }

    /// <summary>The same, looked for first where the caller found it before; <paramref name="place"/> becomes where it is now.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly ref T Find(int key, ref int place)
    {
        if ((uint)place < (uint)_count)
        {
            ref var item = ref _items![place];
            if (TKey.Of(item) == key)
                return ref item;
        }
        return ref FindAgain(key, ref place);
    }

    private readonly ref T FindAgain(int key, ref int place)
    {
        ref var item = ref Find(key);
        if (!Unsafe.IsNullRef(ref item))
            place = (int)(Unsafe.ByteOffset(ref _items![0], ref item) / Unsafe.SizeOf<T>());
        return ref item;
    }

    /// <summary>Adds an item whose key is not present; at most 65,535 items. Invalidates references into the table.</summary>
    public ref T Add(scoped in T item)
    {
        if (_count == (_items?.Length ?? 0))
            Grow(_count == 0 ? TKey.FirstCapacity : _count * 2);
        _items![_count++] = item;
        Place(_count);
        return ref _items[_count - 1];
    }

    private void Grow(int capacity)
    {
        Array.Resize(ref _items, capacity);
        _places = new ushort[capacity * 2];
        _shift = 32 - BitOperations.Log2((uint)_places.Length);
        for (var place = 1; place <= _count; place++)
            Place(place);
    }

    private readonly void Place(int place)
    {
        var places = _places!;
        var at = Home(TKey.Of(_items![place - 1]));
        while (places[at] != 0)
            at = (at + 1) & (places.Length - 1);
        places[at] = (ushort)place;
    }

    // Keys of a VM are close to each other.
    private readonly int Home(int key) => FibonacciHash.Of(key, _shift);
}
