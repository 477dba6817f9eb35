using System.Text;
using GangExitStream.Traces.Text.Fields;
using GangExitStream.Traces.Text.Lines;

namespace GangExitStream.Traces.Text;

/// <summary>Values from the lines before the first wanted event: of <c>perf script --header</c>, and the first time.</summary>
internal sealed class TextHeader
{
    private long? _clockNs;
    private long _wallNs;

    private static ReadOnlySpan<byte> HostName => "# hostname : "u8;

    private static ReadOnlySpan<byte> Entries => "# entries-in-buffer/entries-written: "u8;

    private static ReadOnlySpan<byte> ReferenceTime => "# reference time: "u8;

    /// <summary>Name of the recorded host.</summary>
    public string? Host { get; private set; }

    /// <summary>Time of the first event of any kind.</summary>
    public long? FirstTimeNs { get; private set; }

    /// <summary>
    /// Wall time = trace time + this, in nanoseconds; known for recordings with <c>-k</c>. Null when the first event is before the reference: its time is
    /// then relative (<c>--reltime</c>, <c>--deltatime</c>). <c>captured on</c> is not used: it is the file's modification time.
    /// </summary>
    public long? WallClockOffsetNs => _clockNs is { } clock && FirstTimeNs >= clock ? _wallNs - clock : null;

    /// <summary>Number of entries that the kernel overwrote with later ones before ftrace's buffer was read; 0: none, or not known.</summary>
    public long Overwritten { get; private set; }

    /// <summary>Reads a line up to and including that of the first wanted event.</summary>
    public void Read(ReadOnlySpan<byte> line, LineDecoder decoder)
    {
        if (line.StartsWith(HostName))
            Host = Encoding.UTF8.GetString(line[HostName.Length..].Trim(" \r"u8));
        else if (line.StartsWith(ReferenceTime))
            ReadReference(line);
        else if (line.StartsWith(Entries))
            ReadEntries(line[Entries.Length..]);
        else if (FirstTimeNs is null && decoder.TryTime(line, out var timeNs))
            FirstTimeNs = timeNs;
    }

    /// <summary><c># entries-in-buffer/entries-written: 447/8312   #P:2</c>.</summary>
    private void ReadEntries(ReadOnlySpan<byte> text)
    {
        var word = new Words(text).TakeFirst();
        var slash = word.IndexOf((byte)'/');
        if (slash > 0 && TextNumber.TryDigits(word[..slash], out var there) && TextNumber.TryDigits(word[(slash + 1)..], out var written))
            Overwritten = Math.Max(0, written - there);
    }

    /// <summary><c># reference time: 2026-11-27 04:37:04.987211 = 1795754224.987211 (TOD) = 970.680471742 (monotonic)</c>.</summary>
    private void ReadReference(ReadOnlySpan<byte> line)
    {
        var tod = line.IndexOf(" (TOD) = "u8);
        if (tod < 0)
            return;
        var wall = new Words(line[..tod]);
        var clock = new Words(line[(tod + " (TOD) = ".Length)..]);
        if (TextNumber.TrySeconds(wall.TakeLast(), out _wallNs) && TextNumber.TrySeconds(clock.TakeFirst(), out var clockNs))
            _clockNs = clockNs;
    }
}
