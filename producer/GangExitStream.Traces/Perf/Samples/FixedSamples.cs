using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using GangExitStream.Traces.Ordering;
using GangExitStream.Traces.Perf.Attributes;
using GangExitStream.Traces.Perf.Records;

namespace GangExitStream.Traces.Perf.Samples;

/// <summary>The hot path: decodes consecutive complete samples of wanted events, up to the first other record.</summary>
internal sealed class FixedSamples(PerfSession session)
{
    /// <summary>Decodes samples into the free part of the block; returns the number of bytes consumed.</summary>
    public int Decode(ReadOnlySpan<byte> bytes, EventBlock block)
    {
        var (idAt, mask, attrs) = session.SampleIds;
        var least = idAt + sizeof(ulong);
        var room = block.Room;
        ref readonly var next = ref MemoryMarshal.GetReference(bytes);
        ref var e = ref MemoryMarshal.GetReference(room);
        var (left, count, guestExits, last) = (bytes.Length, 0, 0, block.LastTime);
        var otherPids = 0;
        var registers = session.WithRegisters ? block.RegistersRoom() : [];
        while (left >= least && count < room.Length)
        {
            ref readonly var record = ref next;
            var header = FixedSample.Read<ulong>(in record, 0); // u32 type, u16 misc, u16 size
            var size = (int)(header >> 48);
            var id = FixedSample.Read<ulong>(in record, idAt) & mask;
            if ((PerfRecordType)header != PerfRecordType.Sample || size > left || id >= (uint)attrs.Length)
                break;
            if (attrs[(uint)id]?.Fixed is not { } sample || !sample.Fits(in record, size))
                break;
            next = ref Unsafe.Add(ref Unsafe.AsRef(in record), size);
            left -= size;
            otherPids |= sample.Decode(in record, ref e);
            if (!registers.IsEmpty)
                registers[count] = sample.ReadRegisters(in record);
            if (e.TimeNs < last)
                HandleEarlierTime(block, count, ref e, last);
            last = e.TimeNs;
            guestExits += sample.GuestExits;
            e = ref Unsafe.Add(ref e, 1);
            count++;
        }
        block.Commit(count, guestExits, last);
        if (otherPids != 0)
            session.HasOtherPids = true;
        return bytes.Length - left;
    }

    /// <summary>
    /// Handles a time that is smaller than the previous event's. A negative value is an unsigned time that a signed long can't hold (292 years); it
    /// becomes the largest long, so that it still sorts last.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)] // rare, and the loop needs its registers
    private static void HandleEarlierTime(EventBlock block, int place, ref PendingEvent e, long last)
    {
        if (e.TimeNs < 0)
            e.TimeNs = long.MaxValue;
        else
            block.BeginStretch(place, last);
    }
}

/// <summary>
/// How to find the attr of a sample: the masked id at offset <paramref name="At"/> is an index into <paramref name="Events"/>. With a single
/// attr, samples need no id: the mask is 0, so the index is always 0.
/// </summary>
/// <param name="At">Offset of the id in the record.</param>
/// <param name="Mask">All bits set, or 0.</param>
/// <param name="Events">Attrs by id, for small ids.</param>
internal readonly record struct SampleIds(int At, ulong Mask, PerfEvent?[] Events);
