using System.Runtime.InteropServices;

namespace GangExitStream.Traces.Text;

/// <summary>What stands before an event's name on its line: when (in nanoseconds, or ticks of a clock that counts them), where and who.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct LinePrefix(long TimeNs, int Cpu, int Pid, int Tid, bool InTicks = false)
{
    /// <summary>
    /// Splits a line behind its time. The prefix is read backwards from the time, because a comm may hold anything; the first
    /// time that has a whole prefix before it is the line's own: what looks like one behind it is the event's text.
    /// </summary>
    public static bool TryRead(TraceForm form, ReadOnlySpan<byte> line, out LinePrefix prefix, out ReadOnlySpan<byte> rest)
    {
        for (var from = 0; ;)
        {
            var at = line[from..].IndexOf(": "u8);
            rest = default;
            prefix = default;
            if (at < 0)
                return false;
            rest = line[(from + at + 2)..];
            if (TryReadBack(form, line[..(from + at)], out prefix))
                return true;
            from += at + 2;
        }
    }

    /// <summary>Reads a <c>[003]</c>.</summary>
    public static bool TryCpu(ReadOnlySpan<byte> word, out int cpu)
    {
        cpu = KvmEvent.Unknown;
        if (word.Length < 3 || word[0] != '[' || word[^1] != ']' || !TextNumber.TryDigits(word[1..^1], out var digits))
            return false;
        cpu = (int)digits;
        return digits <= int.MaxValue;
    }

    private static bool TryReadBack(TraceForm form, ReadOnlySpan<byte> text, out LinePrefix prefix) =>
        form == TraceForm.PerfScript ? PerfScriptLine.TryReadBack(text, out prefix) : FtraceLine.TryReadBack(text, out prefix);
}
