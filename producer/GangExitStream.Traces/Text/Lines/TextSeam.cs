namespace GangExitStream.Traces.Text.Lines;

/// <summary>Lines that other programs put between two recordings.</summary>
internal static class TextSeam
{
    /// <summary>
    /// Whether the line says that another file or boot begins: <c>==> b.txt &lt;==</c> of head and tail, <c>::::::::::::::</c> of more,
    /// <c>-- Boot 8e9f --</c> and <c>-- Reboot --</c> of journalctl.
    /// </summary>
    public static bool IsIn(ReadOnlySpan<byte> line)
    {
        if (line is not [(byte)'=' or (byte)':' or (byte)'-', ..])
            return false;
        line = line.TrimEnd(" \r"u8);
        return (line.StartsWith("==> "u8) && line.EndsWith(" <=="u8)) || line.SequenceEqual("::::::::::::::"u8)
            || ((line.StartsWith("-- Boot "u8) || line.StartsWith("-- Reboot "u8)) && line.EndsWith("--"u8));
    }
}
