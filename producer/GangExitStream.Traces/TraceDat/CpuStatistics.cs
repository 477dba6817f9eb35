using System.Globalization;

namespace GangExitStream.Traces.TraceDat;

/// <summary>
/// CPUSTAT: the kernel's <c>per_cpu/cpuN/stats</c> when recording ended, one text a CPU; a text <c>Buffer: NAME</c> stands before those of an instance.
/// </summary>
internal sealed class CpuStatistics
{
    private const int MaxBuffers = 1024;

    private readonly Dictionary<string, long> _read = [];
    private string _buffer = "";

    /// <summary>Adds a text.</summary>
    public void Add(string text)
    {
        foreach (var line in text.Split('\n'))
        {
            if (ValueOf(line, "Buffer: ") is { } name)
                _buffer = name;
            else if (ValueOf(line, "read events: ") is { } number && _read.Count < MaxBuffers && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var events))
                _read[_buffer] = _read.GetValueOrDefault(_buffer) + Math.Min(events, long.MaxValue / MaxBuffers / MaxBuffers);
        }
    }

    /// <summary>The finding that trace-cmd had read more events from a buffer than are in the file (<c>record -m</c>); null: it kept all, or didn't tell.</summary>
    public TraceDamage? Discarded(string buffer, long events)
    {
        var gone = _read.GetValueOrDefault(buffer) - events;
        return gone <= 0 ? null : new TraceDamage(TraceDamageId.Overwritten, 0, string.Create(CultureInfo.InvariantCulture,
            $"trace-cmd had read {gone:N0} more events than the file has: it kept only the newest of each CPU (record -m), for each CPU from another time on. Counts are of what is there; record without -m"));
    }

    private static string? ValueOf(string line, string name) => line.StartsWith(name, StringComparison.Ordinal) ? line[name.Length..].Trim(' ', '\0', '\r') : null;
}
