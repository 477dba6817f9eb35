using Confluent.Kafka;

namespace GangExitStream.Kafka.Logging;

/// <summary>
/// Lets a line of librdkafka through, and the same one again only after a while, with how often it came meanwhile, whichever client
/// said it: when no broker answers, each of them says so twenty times a second. Thread-safe.
/// </summary>
public sealed class RepeatFilter(Action<KafkaLogLine> sink, TimeProvider time)
{
    /// <summary>A line that is repeated is passed on so often.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    private const int MostKinds = 256;
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Facility, string Text), (long SaidAt, int Held)> _said = [];

    /// <summary>A line of any client's log.</summary>
    public void Heard(KafkaLogLine line)
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
            var isKnown = _said.TryGetValue(kind, out var said);
            var isDue = !isKnown || time.GetElapsedTime(said.SaidAt) >= Interval;
            if (!isKnown && _said.Count >= MostKinds)
                _said.Clear();
            _said[kind] = isDue ? (time.GetTimestamp(), 0) : said with { Held = said.Held + 1 };
            held = said.Held;
            return isDue;
        }
    }

    // "... Connection refused (after 0ms in state CONNECT)"
    private static string WithoutDuration(string text) =>
        text.LastIndexOf(" (after ", StringComparison.Ordinal) is >= 0 and var end ? text[..end] : text;
}
