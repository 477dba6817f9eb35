using Microsoft.Extensions.Logging;

namespace GangExitStream.Kafka.Logging;

/// <summary>
/// A log event of GangExitStream.Processor.Kafka, which does not use <c>[LoggerMessage]</c> yet. It contains no secret.
/// </summary>
/// <param name="Level">The log level.</param>
/// <param name="Name">The stable name of the event in snake_case; docs/metrics.md lists them.</param>
/// <param name="Fields">The fields of the event, in output order; fields with null values are omitted.</param>
public sealed record LogEvent(LogLevel Level, string Name, params IReadOnlyList<(string Key, object? Value)> Fields)
{
    /// <summary>An event of normal operation.</summary>
    public static LogEvent Info(string name, params IReadOnlyList<(string Key, object? Value)> fields) => new(LogLevel.Information, name, fields);

    /// <summary>A failure that the processor handles itself.</summary>
    public static LogEvent Warn(string name, params IReadOnlyList<(string Key, object? Value)> fields) => new(LogLevel.Warning, name, fields);

    /// <summary>Writes the event to a logger: its name as the event id's name, its fields as the state.</summary>
    public void WriteTo(ILogger logger)
    {
        KeyValuePair<string, object?>[] state = [.. Fields.Select(field => KeyValuePair.Create(field.Key, field.Value))];
        logger.Log(Level, new EventId(0, Name), state, exception: null, static (fields, _) => string.Join(' ', fields));
    }
}
