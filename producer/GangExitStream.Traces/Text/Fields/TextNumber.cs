using System.Buffers.Text;

namespace GangExitStream.Traces.Text.Fields;

/// <summary>Parses numbers as the tools print them. The whole text must be a number.</summary>
internal static class TextNumber
{
    private const int MaxFractionDigits = 9;
    private const int SafeDigits = 18; // a number of 18 digits always fits into a long
    private const long NsPerSecond = 1_000_000_000;

    /// <summary>Parses a non-negative decimal number without a sign.</summary>
    public static bool TryDigits(ReadOnlySpan<byte> text, out long value)
    {
        value = 0;
        if (text.Length is 0 or > SafeDigits)
            return TryManyDigits(text, out value);
        foreach (var c in text)
        {
            var digit = (uint)(c - '0');
            if (digit > 9)
                return false;
            value = (value * 10) + digit;
        }
        return true;
    }

    /// <summary>Parses hexadecimal digits without 0x, up to 63 bits.</summary>
    public static bool TryHex(ReadOnlySpan<byte> text, out long value)
    {
        var ok = TryHexDigits(text, out var bits);
        value = (long)bits;
        return ok && value >= 0;
    }

    /// <summary>Parses a 64-bit pattern: decimal (negative numbers as two's complement), or hexadecimal with 0x.</summary>
    public static bool TryBits(ReadOnlySpan<byte> text, out ulong bits)
    {
        if (text is [(byte)'0', (byte)'x', ..])
            return TryHexDigits(text[2..], out bits);
        if (text.Length <= SafeDigits && TryDigits(text, out var small))
        {
            bits = (ulong)small;
            return true;
        }
        if (!text.StartsWith("-"u8))
            return Utf8Parser.TryParse(text, out bits, out var used) && used == text.Length;
        var ok = Utf8Parser.TryParse(text, out long negative, out var minusUsed) && minusUsed == text.Length;
        bits = (ulong)negative;
        return ok;
    }

    /// <summary>Parses a 32-bit integer, also if it was printed as its unsigned or sign-extended pattern.</summary>
    public static bool TryInt(ReadOnlySpan<byte> text, out int value)
    {
        var ok = TryBits(text, out var bits);
        value = (int)bits;
        return ok && (bits <= uint.MaxValue || (ulong)(long)value == bits);
    }

    /// <summary>Parses seconds with 1 to 9 decimals into nanoseconds, without rounding.</summary>
    public static bool TrySeconds(ReadOnlySpan<byte> text, out long ns)
    {
        ns = 0;
        var point = text.IndexOf((byte)'.');
        if (point < 0 || text.Length - point - 1 > MaxFractionDigits)
            return false;
        if (!TryDigits(text[..point], out var seconds) || !TryDigits(text[(point + 1)..], out var fraction))
            return false;
        for (var digits = text.Length - point - 1; digits < MaxFractionDigits; digits++)
            fraction *= 10;
        ns = unchecked((seconds * NsPerSecond) + fraction);
        return seconds < long.MaxValue / NsPerSecond;
    }

    private static bool TryManyDigits(ReadOnlySpan<byte> text, out long value)
    {
        value = 0;
        return !text.ContainsAnyExceptInRange((byte)'0', (byte)'9') && Utf8Parser.TryParse(text, out value, out var used) && used == text.Length;
    }

    private static bool TryHexDigits(ReadOnlySpan<byte> text, out ulong bits)
    {
        bits = 0;
        if (text.Length is 0 or > 16)
            return Utf8Parser.TryParse(text, out bits, out var used, 'x') && used == text.Length;
        foreach (var c in text)
        {
            var digit = HexDigit(c);
            if (digit < 0)
                return false;
            bits = (bits << 4) | (uint)digit;
        }
        return true;
    }

    private static int HexDigit(byte c) => c switch
    {
        >= (byte)'0' and <= (byte)'9' => c - '0',
        >= (byte)'a' and <= (byte)'f' => c - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => c - 'A' + 10,
        _ => -1,
    };
}
