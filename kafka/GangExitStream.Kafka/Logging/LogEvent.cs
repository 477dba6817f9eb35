using Microsoft.Extensions.Logging;

namespace GangExitStream.Kafka.Logging;

/// <summary>
/// One step of the processor's life on its way to a logger, for GangExitStream.Processor.Kafka, which has no <c>[LoggerMessage]</c> methods of
/// its own yet. Never holds a secret.
/// </summary>
/// <param name="Level">How much it matters.</param>
/// <param name="Name">What happened, as docs/metrics.md lists it: stable, snake_case.</param>
/// <param name="Fields">Its facts, in their order; null values are left out.</param>
public sealed record LogEvent(LogLevel Level, string Name, params IReadOnlyList<(string Key, object? Value)> Fields)
{
    /// <summary>Part of the normal life.</summary>
    public static LogEvent Info(string name, params IReadOnlyList<(string Key, object? Value)> fields) => new(LogLevel.Information, name, fields);

    /// <summary>Something failed and is being dealt with.</summary>
    public static LogEvent Warn(string name, params IReadOnlyList<(string Key, object? Value)> fields) => new(LogLevel.Warning, name, fields);

    /// <summary>Hands it to a logger: its name as the event's, its fields as the state.</summary>
    public void WriteTo(ILogger logger)
    {
        KeyValuePair<string, object?>[] state = [.. Fields.Select(field => KeyValuePair.Create(field.Key, field.Value))];
        logger.Log(Level, new EventId(0, Name), state, exception: null, static (fields, _) => string.Join(' ', fields));
    }
}
