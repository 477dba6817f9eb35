using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace GangExitStream.Traces.Ordering;

/// <summary>Consecutive events of a block.</summary>
/// <param name="events">The events without registers.</param>
/// <param name="registers">Their registers; empty: all are 0.</param>
internal readonly ref struct PendingSpan(ReadOnlySpan<PendingEvent> events, ReadOnlySpan<Registers> registers)
{
    private readonly ReadOnlySpan<Registers> _registers = registers;

    public ReadOnlySpan<PendingEvent> Events { get; } = events;

    public int Length => Events.Length;

    public bool IsEmpty => Events.IsEmpty;

    public bool HasRegisters => !_registers.IsEmpty;

    public ref readonly PendingEvent this[int index] => ref Events[index];

    public PendingSpan Slice(int start, int length) =>
        new(Events.Slice(start, length), HasRegisters ? _registers.Slice(start, length) : []);

    /// <summary>Copies one event.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void CopyTo(int index, out KvmEvent e) => Copy(in Events[index], RegistersOf(index), out e);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Registers RegistersOf(int index) => HasRegisters ? _registers[index] : default;

    /// <summary>Copies all events.</summary>
    public void CopyTo(Span<KvmEvent> events)
    {
        if (HasRegisters)
            CopyWithRegisters(events);
        else
            CopyWithout(events);
    }

    public KvmEvent[] ToArray()
    {
        var all = new KvmEvent[Length];
        CopyTo(all);
        return all;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Copy(ref readonly PendingEvent source, in Registers registers, out KvmEvent e)
    {
        Unsafe.SkipInit(out e); // the two parts are the whole event
        Unsafe.As<KvmEvent, PendingEvent>(ref e) = source;
        Unsafe.As<ulong, Registers>(ref e.Pc) = registers;
    }

    private void CopyWithout(Span<KvmEvent> events)
    {
        ref var target = ref MemoryMarshal.GetReference(events[..Length]);
        foreach (ref readonly var e in Events)
        {
            Copy(in e, default, out target);
            target = ref Unsafe.Add(ref target, 1);
        }
    }

    private void CopyWithRegisters(Span<KvmEvent> events)
    {
        for (var i = 0; i < Length; i++)
            CopyTo(i, out events[i]);
    }
}
