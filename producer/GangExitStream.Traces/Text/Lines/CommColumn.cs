using GangExitStream.Traces.Text.Fields;

namespace GangExitStream.Traces.Text.Lines;

/// <summary>Where the tool's own line begins: at its first column, the comm, padded to the left. Text before it was added by another program.</summary>
internal static class CommColumn
{
    // A comm has 15 characters at most, so its column begins with a space, unless it is as narrow as in ftrace's latency format.
    private const int MaxComm = 15;

    /// <summary>The index at which the column begins; 0 or less: nothing precedes it.</summary>
    /// <param name="text">The line up to the end of the comm.</param>
    /// <param name="width">The column's width.</param>
    public static int Start(ReadOnlySpan<byte> text, int width)
    {
        var comm = text.TrimEnd((byte)' ');
        var start = comm.Length - width;
        return width <= MaxComm || (start >= 0 && comm[start] == ' ') ? start : EndOfLabel(comm);
    }

    /// <summary>The line isn't padded: a program removed spaces, or the comm is missing. Then words with a separator at their end, and times of day, are a label.</summary>
    private static int EndOfLabel(ReadOnlySpan<byte> text)
    {
        var words = new Words(text);
        for (var word = words.TakeLast(); !word.IsEmpty; word = words.TakeLast())
        {
            if (word is [.., (byte)':' or (byte)'|' or (byte)'>' or (byte)']'] || (word is [>= (byte)'0' and <= (byte)'9', ..] && word.Contains((byte)':')))
                return words.Rest.Length + word.Length;
        }
        return 0;
    }
}
