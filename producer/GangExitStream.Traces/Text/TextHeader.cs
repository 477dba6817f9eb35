using System.Text;

namespace GangExitStream.Traces.Text;

/// <summary>What stands before the first of our events: the lines of <c>perf script --header</c>, and the time of the first line that has one.</summary>
internal sealed class TextHeader
{
    private long? _clockNs;
    private long _wallNs;

    private static ReadOnlySpan<byte> HostName => "# hostname : "u8;

    private static ReadOnlySpan<byte> ReferenceTime => "# reference time: "u8;

    /// <summary>The recording host's name.</summary>
    public string? Host { get; private set; }

    /// <summary>Time of the first event, ours or another.</summary>
    public long? FirstTimeNs { get; private set; }

    /// <summary>
    /// Wall time = trace time + this, of a recording with <c>-k</c>. Null where the events begin before the reference: then they are relative
    /// (<c>--reltime</c>, <c>--deltatime</c>). <c>captured on</c> isn't used: it is when the file was last changed, copied or renamed.
    /// </summary>
    public long? WallClockOffsetNs => _clockNs is { } clock && FirstTimeNs >= clock ? _wallNs - clock : null;

    /// <summary>Takes a line before the first event of ours, and that event's.</summary>
    public void Take(ReadOnlySpan<byte> line, LineDecoder decoder)
    {
        if (line.StartsWith(HostName))
            Host = Encoding.UTF8.GetString(line[HostName.Length..].Trim(" \r"u8));
        else if (line.StartsWith(ReferenceTime))
            TakeReference(line);
        else if (FirstTimeNs is null && decoder.TryTime(line, out var timeNs))
            FirstTimeNs = timeNs;
    }

    /// <summary><c># reference time: 2026-11-27 04:37:04.987211 = 1795754224.987211 (TOD) = 970.680471742 (monotonic)</c>.</summary>
    private void TakeReference(ReadOnlySpan<byte> line)
    {
        var tod = line.IndexOf(" (TOD) = "u8);
        if (tod < 0)
            return;
        var wall = new Words(line[..tod]);
        var clock = new Words(line[(tod + " (TOD) = ".Length)..]);
        if (TextNumber.TrySeconds(wall.Last(), out _wallNs) && TextNumber.TrySeconds(clock.First(), out var clockNs))
            _clockNs = clockNs;
    }
}
