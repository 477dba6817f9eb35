namespace GangExitStream.Traces.Text;

/// <summary>The start of a <c>perf script</c> line: <c>comm pid/tid [cpu] other fields seconds</c>; all but tid and time may be missing.</summary>
internal static class PerfScriptLine
{
    private const int MaxOtherFields = 2;

    /// <summary>Reads the text before the colon that follows the time.</summary>
    public static bool TryReadBack(ReadOnlySpan<byte> text, out LinePrefix prefix)
    {
        prefix = default;
        var words = new Words(text);
        if (!TextNumber.TrySeconds(words.Last(), out var timeNs))
            return false;
        var cpu = TakeCpu(ref words);
        if (!TryThread(words.Last(), out var pid, out var tid))
            return false;
        prefix = new LinePrefix(timeNs, cpu, pid, tid);
        return true;
    }

    private static int TakeCpu(ref Words words)
    {
        var ahead = words;
        for (var i = 0; i <= MaxOtherFields; i++)
        {
            if (!LinePrefix.TryCpu(ahead.Last(), out var cpu))
                continue;
            words = ahead;
            return cpu;
        }
        return KvmEvent.Unknown;
    }

    private static bool TryThread(ReadOnlySpan<byte> word, out int pid, out int tid)
    {
        var slash = word.IndexOf((byte)'/');
        pid = KvmEvent.Unknown;
        return TextNumber.TryInt(word[(slash + 1)..], out tid) && (slash < 0 || TextNumber.TryInt(word[..slash], out pid));
    }
}
