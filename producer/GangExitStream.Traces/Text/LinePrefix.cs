using System.Runtime.InteropServices;

namespace GangExitStream.Traces.Text;

/// <summary>What stands before an event's name on its line: when, where and who.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct LinePrefix()
{
    /// <summary>Nanoseconds, or ticks of a clock that counts them.</summary>
    public long TimeNs;

    /// <summary>The time is ticks.</summary>
    public bool InTicks;

    /// <summary>CPU, or <see cref="KvmEvent.Unknown"/>.</summary>
    public int Cpu = KvmEvent.Unknown;

    /// <summary>Process, or <see cref="KvmEvent.Unknown"/>.</summary>
    public int Pid = KvmEvent.Unknown;

    /// <summary>Thread.</summary>
    public int Tid;

    /// <summary>Where the tool's own line begins: what stands before it is another program's, or names the source. Not above 0: at the line's beginning.</summary>
    public int Start;

    /// <summary>
    /// Splits a line behind its time. The prefix is read backwards from the time, because a comm may hold anything; the first
    /// time that has a whole prefix before it is the line's own: what looks like one behind it is the event's text.
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
