namespace GangExitStream.Traces.TraceDat;

/// <summary>
/// The header of a trace.dat: 23 8 68 "tracing", version\0, u8 big endian, u8 long size, u32 page size; in version 7 followed by the
/// compression's name\0 and version\0, and the u64 offset of the first option section (trace-cmd.dat.v6(5), .v7(5)).
/// </summary>
internal sealed record TraceDatHeader(int Version, PerfBytes Order, int PageBytes, string Compression, long OptionsAt, int Bytes)
{
    /// <summary>Most bytes of a text in the header; a longer one is forged.</summary>
    private const int MaxText = 64;

    /// <summary>Most bytes of a header.</summary>
    public const int MaxBytes = 16 + 3 * MaxText + 8;

    public static ReadOnlySpan<byte> Magic => [0x17, 0x08, 0x44, (byte)'t', (byte)'r', (byte)'a', (byte)'c', (byte)'i', (byte)'n', (byte)'g'];

    /// <summary>Reads the header. Null: it is truncated or of an unknown version; <paramref name="problem"/> has the reason.</summary>
    public static TraceDatHeader? Read(ReadOnlySpan<byte> head, out TraceDamage problem)
    {
        problem = new TraceDamage(TraceDamageId.Truncated, head.Length, "a trace.dat that ends within its header");
        var rest = head[Magic.Length..];
        if (!TryText(ref rest, out var version))
            return null;
        if (version is not ("6" or "7"))
        {
            problem = new TraceDamage(TraceDamageId.Unsupported, Magic.Length, $"a trace.dat of version {version}; versions 6 and 7 are read. Turn it into text: trace-cmd report FILE | gangexit report -");
            return null;
        }
        if (rest.Length < 6)
            return null;
        var order = new PerfBytes(rest[0] == 1);
        var pageBytes = (int)Math.Min(order.U32(rest[2..]), int.MaxValue);
        rest = rest[6..];
        var compression = "none";
        long optionsAt = 0;
        if (version == "7")
        {
            if (!TryText(ref rest, out compression) || !TryText(ref rest, out _) || rest.Length < 8)
                return null;
            optionsAt = (long)Math.Min(order.U64(rest), long.MaxValue);
            rest = rest[8..];
        }
        return new TraceDatHeader(version[0] - '0', order, pageBytes, compression, optionsAt, head.Length - rest.Length);
    }

    private static bool TryText(ref ReadOnlySpan<byte> rest, out string text)
    {
        var end = rest[..Math.Min(rest.Length, MaxText)].IndexOf((byte)0);
        text = end < 0 ? "" : Printable.Text(rest[..end]);
        rest = end < 0 ? rest : rest[(end + 1)..];
        return end >= 0;
    }
}
