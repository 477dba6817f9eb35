using System.Globalization;
using System.Text;
using GangExitStream.Traces.Perf.Files;
using GangExitStream.Traces.Text.Fields;

namespace GangExitStream.Traces.Text;

/// <summary>What <c>perf script --header</c> prints of how perf record was called: the findings that it left out events.</summary>
internal sealed class PerfHeader(string system)
{
    private readonly byte[] _ours = Encoding.UTF8.GetBytes("# event : name = " + system + ":");
    private List<string> _command = [];
    private int _cpus;
    private string? _gaps;
    private bool _isOverwritten;

    private static ReadOnlySpan<byte> Command => "# cmdline : "u8;

    private static ReadOnlySpan<byte> CpusOnline => "# nrcpus online : "u8;

    /// <summary>Reads a line that begins with <c>#</c>.</summary>
    public void Read(ReadOnlySpan<byte> line)
    {
        line = line.TrimEnd((byte)'\r');
        if (line.StartsWith(Command))
            _command = [.. Printable.Text(line[Command.Length..]).Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        else if (line.StartsWith(CpusOnline) && TextNumber.TryDigits(line[CpusOnline.Length..], out var cpus))
            _cpus = (int)Math.Min(cpus, int.MaxValue);
        else if (line.StartsWith(_ours) && (line.IndexOf(CountedEvents.GuestExit[..^1]) > 0 || line.IndexOf(CountedEvents.RunCore[..^1]) > 0))
            ReadEvent(Encoding.UTF8.GetString(line));
    }

    /// <summary>The findings.</summary>
    public IEnumerable<TraceDamage> LeftOut() => PartialRecording.Of(_command, system, _cpus, _gaps, _isOverwritten);

    // perf leaves out what is 0: a period of 0 is that of a member of a group.
    private void ReadEvent(string line)
    {
        var period = After(line, "{ sample_period, sample_freq } = ");
        var isGroup = period is null && line.Contains("GROUP", StringComparison.Ordinal);
        if (period is not null || isGroup)
            _gaps ??= PartialRecording.Gaps(period ?? 0, After(line, ", freq = ") == 1, line.Contains("|PERIOD", StringComparison.Ordinal), isGroup);
        _isOverwritten |= After(line, ", write_backward = ") == 1;
    }

    private static ulong? After(string line, string name)
    {
        var at = line.IndexOf(name, StringComparison.Ordinal);
        var value = at < 0 ? default : line.AsSpan(at + name.Length);
        var end = value.IndexOfAnyExceptInRange('0', '9');
        return ulong.TryParse(end < 0 ? value : value[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }
}
