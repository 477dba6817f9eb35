using System.Text;

namespace GangExitStream.Traces.Perf.Files;

/// <summary>
/// The tracing data that perf copies from tracefs (tools/perf/util/trace-event-info.c): 23 8 68 "tracing", version\0, u8 big
/// endian, u8 long size, u32 page size; "header_page\0" u64 + bytes; "header_event\0" u64 + bytes; u32 n of ftrace formats,
/// each u64 + text; u32 n of systems, each name\0, u32 n of formats, each u64 + text. The rest is not used.
/// </summary>
internal static class TracingData
{
    /// <summary>The formats of all events of a kernel and its kallsyms are smaller; larger tracing data are forged.</summary>
    public const int MaxBytes = 64 << 20;

    private static ReadOnlySpan<byte> Magic => [23, 8, 68, (byte)'t', (byte)'r', (byte)'a', (byte)'c', (byte)'i', (byte)'n', (byte)'g'];

    /// <summary>Calls <paramref name="take"/> with each event format. False: the bytes end early or are invalid; formats before that were passed on.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, Action<EventFormat> take)
    {
        if (!bytes.StartsWith(Magic))
            return false;
        var cursor = new Cursor(bytes[Magic.Length..]);
        cursor.SkipString();
        var order = new PerfBytes(cursor.Byte() == 1);
        cursor.Skip(1 + 4);
        SkipNamedBlock(ref cursor, order);
        SkipNamedBlock(ref cursor, order);
        for (var n = cursor.U32(order); n > 0 && !cursor.Failed; n--)
            cursor.Block(order);
        for (var n = cursor.U32(order); n > 0 && !cursor.Failed; n--)
            ReadSystem(ref cursor, order, take);
        return !cursor.Failed;
    }

    private static void SkipNamedBlock(ref Cursor cursor, PerfBytes order)
    {
        cursor.SkipString();
        cursor.Block(order);
    }

    private static void ReadSystem(ref Cursor cursor, PerfBytes order, Action<EventFormat> take)
    {
        var system = Encoding.UTF8.GetString(cursor.SkipString());
        for (var n = cursor.U32(order); n > 0 && !cursor.Failed; n--)
        {
            var text = cursor.Block(order);
            if (!cursor.Failed && EventFormat.Parse(system, Encoding.UTF8.GetString(text)) is { } format)
                take(format);
        }
    }

    /// <summary>Reads forward. After a read beyond the end, <see cref="Failed"/> stays true and all reads return nothing.</summary>
    private ref struct Cursor(ReadOnlySpan<byte> bytes)
    {
        private ReadOnlySpan<byte> _rest = bytes;

        public bool Failed { get; private set; }

        public byte Byte() => Take(1) is [var value] ? value : (byte)0;

        public uint U32(PerfBytes order) => Take(4) is { Length: 4 } four ? order.U32(four) : 0;

        /// <summary>u64 length, then that many bytes.</summary>
        public ReadOnlySpan<byte> Block(PerfBytes order) => Take(8) is { Length: 8 } eight ? Take(order.U64(eight)) : default;

        public ReadOnlySpan<byte> SkipString()
        {
            var end = _rest.IndexOf((byte)0);
            var text = end < 0 ? Take(ulong.MaxValue) : Take((ulong)end);
            Take(1);
            return text;
        }

        public void Skip(int count) => Take((ulong)count);

        private ReadOnlySpan<byte> Take(ulong count)
        {
            Failed |= count > (ulong)_rest.Length;
            if (Failed)
                return default;
            var taken = _rest[..(int)count];
            _rest = _rest[(int)count..];
            return taken;
        }
    }
}
