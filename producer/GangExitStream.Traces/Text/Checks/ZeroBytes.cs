using System.Globalization;

namespace GangExitStream.Traces.Text.Checks;

/// <summary>Zero bytes in a text: a part of the file was never written, so lines are missing. What is left of lines around them isn't read.</summary>
internal static class ZeroBytes
{
    /// <summary>The finding of a line with zero bytes.</summary>
    public static string Within(ReadOnlySpan<byte> line) => string.Create(CultureInfo.InvariantCulture,
        $"{line.Count((byte)0):N0} zero bytes stand here instead of lines: a copy was cut short, or the machine lost power. Their events are missing, so runs may be wrong, and counts too low; copy the file again");

    /// <summary>The finding of a text that begins with them.</summary>
    public static string AtStart(long zeros) => string.Create(CultureInfo.InvariantCulture,
        $"the text begins with {zeros:N0} zero bytes: it was emptied while it was written (copytruncate), or a copy is incomplete. The events before are missing");

    /// <summary>Skips the zero bytes that a stream begins with. Returns their number; the head then begins behind them, and is empty if there is nothing else.</summary>
    public static long Skip(Stream stream, ref byte[] head)
    {
        var zeros = 0L;
        while (head.Length > 0)
        {
            var first = head.AsSpan().IndexOfAnyExcept((byte)0);
            zeros += first < 0 ? head.Length : first;
            if (first >= 0)
            {
                head = head[first..];
                break;
            }
            head = new byte[TextForm.MaxHead];
            head = head[..stream.Read(head)];
        }
        return zeros;
    }
}
