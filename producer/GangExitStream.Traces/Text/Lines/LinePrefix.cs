using System.Runtime.InteropServices;

namespace GangExitStream.Traces.Text.Lines;

/// <summary>The values before an event's name on its line: time, CPU, process and thread.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct LinePrefix()
{
    /// <summary>The time in nanoseconds, or in ticks, see <see cref="InTicks"/>.</summary>
    public long TimeNs;

    /// <summary>The time is in ticks of a trace clock.</summary>
    public bool InTicks;

    /// <summary>The time is printed in microseconds or finer.</summary>
    public bool IsFine;

    /// <summary>The CPU, or <see cref="KvmEvent.Unknown"/>.</summary>
    public int Cpu = KvmEvent.Unknown;

    /// <summary>The process id, or <see cref="KvmEvent.Unknown"/>.</summary>
    public int Pid = KvmEvent.Unknown;

    /// <summary>The thread id.</summary>
    public int Tid;

    /// <summary>
    /// Index at which the tool's own line begins; text before it was added by another program, or names the source. 0 or negative: nothing precedes it.
    /// </summary>
    public int Start;

    /// <summary>
    /// Splits a line after its time. The prefix is read backwards from the time, because a comm may contain any text. The first time with a complete
    /// prefix before it is the line's time; a later one is part of the event's text.
    /// </summary>
    public static bool TryRead(TraceForm form, ReadOnlySpan<byte> line, out LinePrefix prefix, out ReadOnlySpan<byte> rest)
    {
        var shapes = LineShape.Of(form);
        for (var from = 0; ;)
        {
            var at = line[from..].IndexOf(": "u8);
            if (at < 0)
                break;
            from += at + 2;
            rest = line[from..];
            foreach (var shape in shapes)
            {
                if (ColumnReader.TryRead(shape, line[..(from - 2)], out prefix))
                    return true;
            }
        }
        prefix = default;
        rest = default;
        return false;
    }
}
