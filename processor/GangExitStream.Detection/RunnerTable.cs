using System.Numerics;
using System.Runtime.CompilerServices;

namespace GangExitStream.Detection;

/// <summary>
/// The runners of one VM by thread id: the states lie densely, in the order of their first Enter; an open-addressed table of
/// 16-bit places finds them. A VM has a handful of runners, a fleet has a million VMs, so an empty table owns nothing.
/// </summary>
internal struct RunnerTable
{
    /// <summary>Most runners of a VM: KVM on POWER has no more vcpu ids (8 a core, 2048 cores).</summary>
    public const int MaxRunners = 16_384;

    private const int FirstCapacity = 2;

    private RunnerState[]? _runners;
    private ushort[]? _places; // index into _runners + 1; 0: free. At most half of them are taken.
    private int _count;
    private int _shift;

    public readonly int Count => _count;

    public readonly Span<RunnerState> All => _runners.AsSpan(0, _count);

    public readonly bool IsFull => _count == MaxRunners;

    /// <summary>The runner's state, or a null reference.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly ref RunnerState Find(int tid)
    {
        var places = _places;
        if (places is null)
            return ref Unsafe.NullRef<RunnerState>();
        for (var at = Home(tid); places[at] != 0; at = (at + 1) & (places.Length - 1))
        {
            ref var runner = ref _runners![places[at] - 1];
            if (runner.Tid == tid)
                return ref runner;
        }
        return ref Unsafe.NullRef<RunnerState>();
    }

    /// <summary>Takes in a runner that isn't there yet. The table must not be full; references into it end here.</summary>
    public ref RunnerState Add(scoped in RunnerState runner)
    {
        if (_count == (_runners?.Length ?? 0))
            Grow(_count == 0 ? FirstCapacity : _count * 2);
        _runners![_count++] = runner;
        Place(_count);
        return ref _runners[_count - 1];
    }

    /// <summary>Keeps only the runners whose run is open.</summary>
    public void RemoveClosed()
    {
        var open = All.ToArray().Where(static runner => runner.Open).ToArray();
        Clear();
        foreach (var runner in open)
            Add(runner);
    }

    public void Clear() => this = default;

    private void Grow(int capacity)
    {
        Array.Resize(ref _runners, capacity);
        _places = new ushort[capacity * 2];
        _shift = 32 - BitOperations.Log2((uint)_places.Length);
        for (var place = 1; place <= _count; place++)
            Place(place);
    }

    private readonly void Place(int place)
    {
        var places = _places!;
        var at = Home(_runners![place - 1].Tid);
        while (places[at] != 0)
            at = (at + 1) & (places.Length - 1);
        places[at] = (ushort)place;
    }

    // Fibonacci hashing: a VM's thread ids are neighbours, and this spreads them.
    private readonly int Home(int tid) => (int)(((uint)tid * 0x9E3779B1u) >> _shift);
}
