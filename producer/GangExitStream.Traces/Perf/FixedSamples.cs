using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using GangExitStream.Traces.Ordering;

namespace GangExitStream.Traces.Perf;

/// <summary>The hot path: whole samples of our events, one after the other, up to the first record that is anything else.</summary>
internal sealed class FixedSamples(PerfSession session)
{
    /// <summary>Fills the block's room; says how many bytes that took.</summary>
    public int Decode(ReadOnlySpan<byte> bytes, EventBlock block)
    {
        ref readonly var start = ref MemoryMarshal.GetReference(bytes);
        var room = block.Room;
        var (at, count, guestExits, last) = (0, 0, 0, block.LastTime); // of the block only what is rare: these stay in registers
        while (bytes.Length - at >= PerfRecordHeader.Bytes && count < room.Length)
        {
            ref readonly var record = ref Unsafe.Add(ref Unsafe.AsRef(in start), at);
            var header = FixedSample.Read<ulong>(in record, 0); // u32 type, u16 misc, u16 size
            var size = (int)(header >> 48);
            if ((PerfRecordType)header != PerfRecordType.Sample || size > bytes.Length - at || size < PerfRecordHeader.Bytes)
                break;
            ref var e = ref room[count];
            if (session.FindFixed(in record, size) is not { } sample || !sample.TryDecode(in record, size, ref e))
                break;
            if (e.TimeNs < last)
                block.Falls(count, last);
            last = e.TimeNs;
            guestExits += e.Kind == KvmEventKind.GuestExit ? 1 : 0;
            count++;
            at += size;
        }
        block.Added(count, guestExits, last);
        return at;
    }
}
