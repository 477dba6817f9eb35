using System.Buffers;
using System.Globalization;

namespace GangExitStream.Traces.Perf.Files;

/// <summary>The command line that <c>perf record</c> was started with (HEADER_CMDLINE): which events it left out.</summary>
internal static class RecordCommand
{
    private const int MaxArguments = 4096;

    private static readonly SearchValues<char> Flags = SearchValues.Create("aRgdsTPWNBnqviS"); // one-letter options of perf record that take no value

    /// <summary>HEADER_CMDLINE: u32 n, then n strings, each a u32 length and its text.</summary>
    public static List<string> Read(ReadOnlySpan<byte> bytes, PerfBytes order)
    {
        var arguments = new List<string>();
        if (bytes.Length < 4)
            return arguments;
        var count = Math.Min(order.U32(bytes), MaxArguments);
        for (var rest = bytes[4..]; count > 0 && rest.Length >= 4; count--)
        {
            var length = (int)Math.Min(order.U32(rest), (uint)rest.Length - 4);
            arguments.Add(Printable.Text(rest.Slice(4, length)));
            rest = rest[(4 + length)..];
        }
        return arguments;
    }

    /// <summary>The first <c>--filter</c> on events of this system. Null: there is none.</summary>
    /// <param name="arguments">All arguments; the first two are perf and record.</param>
    /// <param name="system">The tracepoints' system. perf applies a filter to the event named before it.</param>
    public static string? FilterOf(List<string> arguments, string system)
    {
        var ours = false;
        foreach (var (name, value) in OptionsOf(arguments))
        {
            if (name is "-e" or "--event")
                ours = value?.Contains(system + ":", StringComparison.Ordinal) ?? false;
            else if (name is "--filter" && ours)
                return value ?? "";
        }
        return null;
    }

    /// <summary>The list of CPUs that were recorded (<c>-C 0-3,8</c>). Null: all CPUs, or not known.</summary>
    public static string? CpusOf(List<string> arguments) => OptionsOf(arguments).LastOrDefault(static option => option.Name is "--cpu" || option.Name is ['-', not '-', .., 'C'] or "-C").Value;

    /// <summary>How many CPUs a list has; null: it isn't one.</summary>
    public static long? CountCpus(string list)
    {
        var count = 0L;
        foreach (var range in list.Split(','))
        {
            var ends = range.Split('-');
            if (ends.Length > 2 || !uint.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out var first)
                || !uint.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var last))
                return null;
            count += (long)last - first + 1;
        }
        return count;
    }

    private static IEnumerable<(string Name, string? Value)> OptionsOf(List<string> arguments)
    {
        for (var i = 2; i < arguments.Count && arguments[i] is ['-', not '-', ..] or ['-', '-', _, ..]; i++)
        {
            var (name, value) = Split(arguments[i]);
            if (value is null && TakesValue(name) && i + 1 < arguments.Count && !arguments[i + 1].StartsWith('-'))
                value = arguments[++i];
            yield return (name, value);
        }
    }

    private static (string Name, string? Value) Split(string argument)
    {
        if (argument is ['-', 'e' or 'C', _, ..])
            return (argument[..2], argument[2..]);
        var equals = argument.StartsWith("--", StringComparison.Ordinal) ? argument.IndexOf('=', StringComparison.Ordinal) : -1;
        return equals < 0 ? (argument, null) : (argument[..equals], argument[(equals + 1)..]);
    }

    // A long option without a value (--namespaces) directly before the recorded command is rare: the command is then read as its value.
    private static bool TakesValue(string name) =>
        name.StartsWith("--", StringComparison.Ordinal) || name.AsSpan(1).ContainsAnyExcept(Flags);
}
