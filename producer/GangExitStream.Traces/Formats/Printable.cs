using System.Text;

namespace GangExitStream.Traces.Formats;

/// <summary>Texts of a file that end up in messages.</summary>
internal static class Printable
{
    /// <summary>The text up to its first NUL, without control characters.</summary>
    public static string Text(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf((byte)0);
        var text = Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]);
        return string.Concat(text.Trim().Where(c => !char.IsControl(c)));
    }
}
