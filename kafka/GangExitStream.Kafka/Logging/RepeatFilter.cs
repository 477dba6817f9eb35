using Confluent.Kafka;

namespace GangExitStream.Kafka.Logging;

/// <summary>
/// Passes on a log line of librdkafka, and equal lines of any client only once per <see cref="Interval"/>, with the number of lines held back. When
/// no broker answers, each client logs about twenty lines a second. Thread-safe.
/// </summary>
public sealed class RepeatFilter(Action<KafkaLogLine> sink, TimeProvider time)
{
    /// <summary>Equal lines are passed on at most once per interval.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    private const int MaxKinds = 256;
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Facility, string Text), (long ReportedAt, int Held)> _reported = [];

    /// <summary>Filters a line. Critical lines are always passed on.</summary>
    public void OnLogLine(KafkaLogLine line)
    {
        if (line.Level <= SyslogLevel.Critical)
            sink(line);
        else if (IsDue((line.Facility, WithoutDuration(line.Text)), out var held))
            sink(line with { Repeated = held });
    }

    private bool IsDue((string Facility, string Text) kind, out int held)
    {
        lock (_lock)
        {
            var isKnown = _reported.TryGetValue(kind, out var last);
            var isDue = !isKnown || time.GetElapsedTime(last.ReportedAt) >= Interval;
            if (!isKnown && _reported.Count >= MaxKinds)
                _reported.Clear();
            _reported[kind] = isDue ? (time.GetTimestamp(), 0) : last with { Held = last.Held + 1 };
            held = last.Held;
            return isDue;
        }
    }

    // Removes the changing part of "... Connection refused (after 0ms in state CONNECT)".
    private static string WithoutDuration(string text) =>
        text.LastIndexOf(" (after ", StringComparison.Ordinal) is >= 0 and var end ? text[..end] : text;
}
