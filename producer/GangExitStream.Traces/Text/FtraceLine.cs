namespace GangExitStream.Traces.Text;

/// <summary>
/// The start of a line of tracefs' <c>trace</c> and of <c>trace-cmd report</c>:
/// <c>comm-tid (tgid) [cpu] flags seconds</c>; (tgid) and flags may be missing.
/// </summary>
internal static class FtraceLine
{
    private const int MaxTgidColumn = 24;

    /// <summary>Reads the text before the colon that follows the time.</summary>
    public static bool TryReadBack(ReadOnlySpan<byte> text, out LinePrefix prefix)
    {
        prefix = default;
        var words = new Words(text);
        var time = words.Last();
        var inTicks = !TextNumber.TrySeconds(time, out var timeNs); // trace_clock ppc-tb, x86-tsc, counter
        if (inTicks && !TextNumber.TryDigits(time, out timeNs))
            return false;
        if (!LinePrefix.TryCpu(words.Last(), out var cpu) && !LinePrefix.TryCpu(words.Last(), out cpu))
            return false;
        var task = words.Rest.TrimEnd((byte)' ');
        var pid = TakeTgid(ref task);
        if (!TryTid(task, out var tid))
            return false;
        prefix = new LinePrefix(timeNs, cpu, pid, tid, inTicks);
        return true;
    }

    /// <summary>Takes a <c>(  12319)</c>; where the kernel doesn't know it, it writes <c>(-------)</c>.</summary>
    private static int TakeTgid(ref ReadOnlySpan<byte> task)
    {
        if (!task.EndsWith(")"u8))
            return KvmEvent.Unknown;
        var column = task[Math.Max(0, task.Length - MaxTgidColumn)..];
        var open = column.LastIndexOf((byte)'(');
        if (open < 0)
            return KvmEvent.Unknown;
        task = task[..(task.Length - column.Length + open)].TrimEnd((byte)' ');
        return TextNumber.TryInt(column[(open + 1)..^1].Trim((byte)' '), out var tgid) ? tgid : KvmEvent.Unknown;
    }

    private static bool TryTid(ReadOnlySpan<byte> task, out int tid)
    {
        tid = 0;
        var dash = task.LastIndexOf((byte)'-');
        if (dash < 0 || !TextNumber.TryDigits(task[(dash + 1)..], out var digits))
            return false;
        tid = (int)digits;
        return digits <= int.MaxValue;
    }
}
