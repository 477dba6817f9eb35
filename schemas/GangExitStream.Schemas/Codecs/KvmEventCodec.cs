using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using GangExitStream.Schemas.Binary;

namespace GangExitStream.Schemas.Codecs;

/// <summary>
/// Codec of one event of a batch: the union [GuestExit, RunCore, Lost]. The last field of a GuestExit, guest_ns, has methods of its own, because
/// version 2 of the schema lacks it.
/// </summary>
internal static class KvmEventCodec
{
    /// <summary>Fewest bytes of an event: a Lost with its branch and three small numbers.</summary>
    public const int MinBytes = 4;

    /// <summary>Most bytes of an event without guest_ns: a GuestExit with two branches, a long, five ints and two registers.</summary>
    public const int MaxBytes = 2 + 10 + 5 * 5 + 2 * 10;

    /// <summary>Most bytes of guest_ns: a branch and a long.</summary>
    public const int MaxGuestNsBytes = 1 + Varint.WordBytes;

    /// <summary>Number of bytes that must be readable for <see cref="ReadFast"/>: seven numbers, a branch and two registers.</summary>
    public const int FastBytes = EventShape.Bytes + 1 + (2 * Varint.WordBytes);

    private const int GuestExitBranch = 0;
    private const int RunCoreBranch = 1;
    private const int LostBranch = 2;
    private const int ValueBranch = 1;

    /// <summary>Writes an event; <see cref="MaxBytes"/> bytes must be free. Returns the position after it.</summary>
    /// <remarks>A time offset that exceeds 63 bits wraps around, here and in <see cref="Read"/>, so that every time is restored exactly.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Write(Span<byte> span, int position, in KvmEvent item, long baseTimeNs, bool registers) => item.Kind switch
    {
        KvmEventKind.GuestExit => WriteGuestExit(span, position, in item, baseTimeNs, registers),
        KvmEventKind.Lost => WriteLost(span, position, in item, baseTimeNs),
        _ => WriteRunCore(span, position, in item, baseTimeNs),
    };

    /// <summary>Reads any event, with bounds and range checks for every value.</summary>
    public static void Read(ref AvroReader reader, ref KvmEvent item, int tgid, long baseTimeNs)
    {
        var branch = reader.ReadIndex(LostBranch);
        item = new KvmEvent { TimeNs = unchecked(baseTimeNs + reader.ReadLong()), Cpu = reader.ReadInt(), Tgid = tgid };
        if (branch == LostBranch)
            item = KvmEvent.Lost(item.TimeNs, item.Cpu, reader.ReadLong());
        else
            ReadOfThread(ref reader, ref item, branch == GuestExitBranch);
    }

    /// <summary>
    /// Reads a GuestExit or RunCore; <see cref="FastBytes"/> bytes must be readable. Returns the position
    /// after it, or -1 when <see cref="Read"/> must be used: for a Lost, an unusually long number, or an invalid event. Both kinds have the
    /// same fields except for the last one, so they are decoded without a branch that depends on the kind.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ReadFast(ReadOnlySpan<byte> span, int position, ref KvmEvent item, int tgid, long baseTimeNs)
    {
        ref var first = ref MemoryMarshal.GetReference(span.Slice(position, FastBytes));
        var bytes = Vector128.LoadUnsafe(ref first);
        var shape = EventShape.Of(bytes);
        if (shape.Length == 0)
            return -1;
        uint branch = first; // zig-zag encoded: 0 (GuestExit) or 2 (RunCore)
        uint last = Unsafe.Add(ref first, shape.Length - 1); // ceded of a GuestExit, where of a RunCore
        var guestExit = (branch >> 1) - 1; // all bits set for a GuestExit, otherwise 0: a mask instead of a conditional branch
        item.TimeNs = unchecked(baseTimeNs + Varint.Unzigzag(Varint.Join7(Vector128.ShuffleNative(bytes, shape.Time).AsUInt64().ToScalar() & 0x7f7f_7f7f_7f7f_7f7f)));
        Unsafe.As<int, Vector128<uint>>(ref item.Cpu) = Varint.Unzigzag(Varint.Join7(Vector128.ShuffleNative(bytes, shape.Ints).AsUInt32()));
        item.Tgid = tgid;
        item.Kind = (KvmEventKind)(~guestExit & (1 + (last >> 1)));
        item.Ceded = (byte)((last >> 1) & guestExit);
        (item.Pc, item.Msr) = (0, 0);
        if ((branch & ~2u) != 0 | (last & 1) != 0 | (last & ~guestExit) > 2)
            return -1;
        position += shape.Length + (int)(guestExit & 1);
        return (Unsafe.Add(ref first, shape.Length) & guestExit) == 0 || TryReadRegisters(span, ref position, ref item) ? position : -1;
    }

    /// <summary>Writes guest_ns: [null, long]; null where it is negative. <see cref="MaxGuestNsBytes"/> bytes must be free.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int WriteGuestNs(Span<byte> span, int position, long ns)
    {
        if (ns < 0)
            return Varint.Write(span, position, 0);
        return Varint.Write(span, Varint.Write(span, position, ValueBranch), ns);
    }

    /// <summary>Reads guest_ns; <see cref="KvmEvent.Unknown"/> for null, and for a negative one, which no producer writes.</summary>
    public static long ReadGuestNs(ref AvroReader reader) => Math.Max(reader.ReadNullableLong() ?? KvmEvent.Unknown, KvmEvent.Unknown);

    /// <summary>
    /// The same; <see cref="MaxGuestNsBytes"/> bytes must be readable. Returns the position after it, or -1 when the event must be read with
    /// <see cref="Read"/> and <see cref="ReadGuestNs"/>, because it is invalid.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ReadGuestNsFast(ReadOnlySpan<byte> span, int position, out long ns)
    {
        ns = KvmEvent.Unknown;
        var branch = span[position++];
        if (branch == 0)
            return position;
        var bad = branch != ValueBranch << 1;
        var value = Varint.ReadWide(span, ref position, ref bad);
        ns = bad ? KvmEvent.Unknown : Math.Max(value, KvmEvent.Unknown);
        return bad ? -1 : position;
    }

    private static bool TryReadRegisters(ReadOnlySpan<byte> span, ref int position, ref KvmEvent item)
    {
        var bad = span[position - 1] != ValueBranch << 1;
        item.Pc = (ulong)Varint.ReadWide(span, ref position, ref bad);
        item.Msr = (ulong)Varint.ReadWide(span, ref position, ref bad);
        return !bad;
    }

    // GuestExit: time_offset_ns, cpu, tid, vcpu_id, trap, ceded, registers: [null, {pc, msr}], guest_ns: [null, long]
    private static int WriteGuestExit(Span<byte> span, int position, in KvmEvent item, long baseTimeNs, bool registers)
    {
        position = WriteOfThread(span, position, GuestExitBranch, in item, baseTimeNs);
        position = Varint.Write(span, position, item.Ceded);
        position = Varint.Write(span, position, registers ? 1 : 0);
        return registers ? WriteRegisters(span, position, in item) : position;
    }

    private static int WriteRegisters(Span<byte> span, int position, in KvmEvent item) =>
        Varint.Write(span, Varint.Write(span, position, (long)item.Pc), (long)item.Msr);

    // RunCore: time_offset_ns, cpu, tid, runner_vcpu, n_runnable, where: {Enter, Exit}
    private static int WriteRunCore(Span<byte> span, int position, in KvmEvent item, long baseTimeNs)
    {
        position = WriteOfThread(span, position, RunCoreBranch, in item, baseTimeNs);
        return Varint.Write(span, position, item.Kind - KvmEventKind.Enter);
    }

    private static int WriteOfThread(Span<byte> span, int position, int branch, in KvmEvent item, long baseTimeNs)
    {
        position = Varint.Write(span, position, branch);
        position = Varint.Write(span, position, unchecked(item.TimeNs - baseTimeNs));
        position = Varint.Write(span, position, item.Cpu);
        position = Varint.Write(span, position, item.Tid);
        position = Varint.Write(span, position, item.Vcpu);
        return Varint.Write(span, position, item.Value);
    }

    // Lost: time_offset_ns, cpu, lost
    private static int WriteLost(Span<byte> span, int position, in KvmEvent item, long baseTimeNs)
    {
        position = Varint.Write(span, position, LostBranch);
        position = Varint.Write(span, position, unchecked(item.TimeNs - baseTimeNs));
        position = Varint.Write(span, position, item.Cpu);
        return Varint.Write(span, position, item.LostCount);
    }

    private static void ReadOfThread(ref AvroReader reader, ref KvmEvent item, bool guestExit)
    {
        item.Tid = reader.ReadInt();
        item.Vcpu = reader.ReadInt();
        item.Value = reader.ReadInt();
        if (guestExit)
            ReadGuestExit(ref reader, ref item);
        else
            item.Kind = KvmEventKind.Enter + (byte)reader.ReadIndex(1);
    }

    private static void ReadGuestExit(ref AvroReader reader, ref KvmEvent item)
    {
        item.Kind = KvmEventKind.GuestExit;
        item.Ceded = reader.ReadSmall();
        if (reader.ReadIndex(1) == 0)
            return;
        item.Pc = (ulong)reader.ReadLong();
        item.Msr = (ulong)reader.ReadLong();
    }
}
