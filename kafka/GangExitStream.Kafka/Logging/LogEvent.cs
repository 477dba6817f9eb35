namespace GangExitStream.Kafka.Logging;

/// <summary>One step of a long-running command's life, on its way to the log. Never holds a secret.</summary>
/// <param name="Level">How much it matters.</param>
/// <param name="Name">What happened, as docs/metrics.md lists it: stable, snake_case.</param>
/// <param name="Fields">Its facts, in their order; null values are left out.</param>
public sealed record LogEvent(LogLevel Level, string Name, params IReadOnlyList<(string Key, object? Value)> Fields)
{
    /// <summary>Part of the normal life.</summary>
    public static LogEvent Info(string name, params IReadOnlyList<(string Key, object? Value)> fields) => new(LogLevel.Info, name, fields);

    /// <summary>Something failed and is being dealt with.</summary>
    public static LogEvent Warn(string name, params IReadOnlyList<(string Key, object? Value)> fields) => new(LogLevel.Warn, name, fields);

    /// <summary>Somebody has to do something.</summary>
    public static LogEvent Error(string name, params IReadOnlyList<(string Key, object? Value)> fields) => new(LogLevel.Error, name, fields);

    /// <summary>What librdkafka says.</summary>
    public static LogEvent Of(KafkaLogLine line) =>
        new(
            line.Level <= Confluent.Kafka.SyslogLevel.Warning ? LogLevel.Warn : LogLevel.Info,
            "kafka",
            [("client", line.Client), ("facility", line.Facility), ("text", line.Text), ("repeated", line.Repeated > 0 ? line.Repeated : null)]);
}
