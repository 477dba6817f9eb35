using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace GangExitStream.Kafka.Logging;

/// <summary>
/// Passes on a log line of librdkafka, and equal lines of any client only once per <see cref="Interval"/>, with the number of lines held back. When
/// no broker answers, each client logs about twenty lines a second. Thread-safe. With more than <see cref="MaxKinds"/> different lines, the one that
/// was passed on longest ago is forgotten; if lines of it were held back, the last of them is passed on with their number.
/// </summary>
public sealed class RepeatFilter(Action<KafkaLogLine> sink, TimeProvider time)
{
    /// <summary>Equal lines are passed on at most once per interval.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    /// <summary>Different lines that are remembered.</summary>
    public const int MaxKinds = 256;

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Facility, string Text), Passed> _passed = [];

    /// <summary>Filters a line. Critical lines are always passed on.</summary>
    public void OnLogLine(KafkaLogLine line)
    {
        if (line.Level <= SyslogLevel.Critical)
        {
            sink(line);
            return;
        }
        var isDue = IsDue(line, out var held, out var forgotten);
        if (forgotten.Held > 0)
            sink(forgotten.LastHeld with { Repeated = forgotten.Held - 1 });
        if (isDue)
            sink(line with { Repeated = held });
    }

    private bool IsDue(KafkaLogLine line, out int held, out Passed forgotten)
    {
        var kind = (line.Facility, WithoutDuration(line.Text));
        lock (_lock)
        {
            var isKnown = _passed.TryGetValue(kind, out var last);
            var isDue = !isKnown || time.GetElapsedTime(last.At) >= Interval;
            forgotten = !isKnown && _passed.Count >= MaxKinds ? ForgetOldest() : default;
            _passed[kind] = isDue ? new Passed(time.GetTimestamp(), 0, default) : new Passed(last.At, last.Held + 1, line);
            held = last.Held;
            return isDue;
        }
    }

    private Passed ForgetOldest()
    {
        var oldest = _passed.MinBy(static kind => kind.Value.At);
        _passed.Remove(oldest.Key);
        return oldest.Value;
    }

    // Removes the changing part of "... Connection refused (after 0ms in state CONNECT)".
    private static string WithoutDuration(string text) =>
        text.LastIndexOf(" (after ", StringComparison.Ordinal) is >= 0 and var end ? text[..end] : text;

    /// <summary>When a line was passed on last, and the equal lines that were held back since then.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Passed(long At, int Held, KafkaLogLine LastHeld);
}
