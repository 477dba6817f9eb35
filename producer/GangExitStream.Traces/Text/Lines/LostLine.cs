using GangExitStream.Traces.Text.Fields;

namespace GangExitStream.Traces.Text.Lines;

/// <summary>
/// The lines that report lost events: the kernel's <c>CPU:3 [LOST 123 EVENTS]</c> and trace-cmd's <c>CPU:1 [123 EVENTS DROPPED]</c>.
/// A line without a number counts as 1: the recorder only knows that events were lost.
/// </summary>
internal static class LostLine
{
    /// <summary>Parses such a line. False: another line.</summary>
    public static bool TryRead(ReadOnlySpan<byte> line, out int cpu, out long count)
    {
        (cpu, count) = (KvmEvent.Unknown, 1);
        if (line.IsEmpty || line[0] is not ((byte)'C' or (byte)'['))
            return false;
        if (line.StartsWith("CPU:"u8))
        {
            var words = new Words(line[4..]);
            if (!TextNumber.TryInt(words.TakeFirst(), out cpu))
                return false;
            line = words.Rest;
        }
        line = line.Trim(" \r"u8);
        return line is [(byte)'[', .., (byte)']'] && TryCount(line[1..^1], ref count);
    }

    /// <summary>Whether it is what perf script writes to standard error of a lossy perf.data (<c>2&gt;&amp;1</c>): <c>Processed 512 events and lost 3 chunks!</c></summary>
    public static bool IsWarning(ReadOnlySpan<byte> line) => line.StartsWith("Processed "u8) && line.IndexOf(" lost "u8) > 0;

    private static bool TryCount(ReadOnlySpan<byte> text, ref long count)
    {
        var isLoss = false;
        var words = new Words(text);
        for (var word = words.TakeFirst(); !word.IsEmpty; word = words.TakeFirst())
        {
            if (word.SequenceEqual("LOST"u8) || word.SequenceEqual("DROPPED"u8))
                isLoss = true;
            else if (!word.SequenceEqual("EVENTS"u8) && !TextNumber.TryDigits(word, out count))
                return false;
        }
        return isLoss;
    }
}

/// <summary>A loss whose line has no time. It gets the time of the next line, the first event after the loss.</summary>
internal sealed class PendingLoss
{
    private int _cpu;
    private long _count;

    /// <summary>A loss waits for its time.</summary>
    public bool Waits { get; private set; }

    /// <summary>Notes a loss.</summary>
    public void Set(int cpu, long count) => (_cpu, _count, Waits) = (cpu, LossCount.Cap(count), true);

    /// <summary>Returns the loss as an event with this time.</summary>
    public KvmEvent Take(long timeNs)
    {
        Waits = false;
        return KvmEvent.Lost(timeNs, _cpu, _count);
    }
}
