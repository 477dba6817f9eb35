using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace GangExitStream.Traces.Text;

/// <summary>
/// <c>trace-cmd report -i A -i B</c> merges the lines of several hosts and puts the file's name and a colon before each. Their threads' and
/// VMs' numbers may be the same, so that they can't be counted as one trace.
/// </summary>
internal static class HostLabels
{
    private const int MaxLabel = 64;

    /// <summary>Whether event lines of two hosts are among these; their labels.</summary>
    public static bool TryFindTwo(ReadOnlySpan<byte> head, [NotNullWhen(true)] out string? labels)
    {
        labels = null;
        ReadOnlySpan<byte> first = default;
        foreach (var range in head.Split((byte)'\n'))
        {
            var label = Of(head[range]);
            if (label.IsEmpty || label.SequenceEqual(first))
                continue;
            if (!first.IsEmpty)
            {
                labels = $"{Encoding.UTF8.GetString(first)}, {Encoding.UTF8.GetString(label)}";
                return true;
            }
            first = label;
        }
        return false;
    }

    // One word and a colon, behind which stands a whole line of an event.
    private static ReadOnlySpan<byte> Of(ReadOnlySpan<byte> line)
    {
        var at = line.IndexOf(": "u8);
        if (at is <= 0 or > MaxLabel || line[..at].ContainsAny(" [#"u8))
            return default;
        return LinePrefix.TryRead(TraceForm.TraceCmdReport, line[(at + 2)..], out _, out _) ? line[..at] : default;
    }
}
