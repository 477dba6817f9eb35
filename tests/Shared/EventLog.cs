using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace GangExitStream.Tests.Shared;

/// <summary>A log for hosts of the tests' own: each event as one text, its name and then its fields as the tool's log has them.</summary>
/// <param name="write">Gets the level and the text, on the thread that logs.</param>
internal sealed class EventLog(Action<LogLevel, string> write) : ILoggerProvider, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var fields = (state as IEnumerable<KeyValuePair<string, object?>> ?? []).Where(static field => field is { Value: not null, Key: not "{OriginalFormat}" });
        write(logLevel, string.Join(' ', fields.Select(static field => $"{JsonNamingPolicy.SnakeCaseLower.ConvertName(field.Key)}={field.Value}").Prepend(eventId.Name ?? formatter(state, exception))));
    }

    public void Dispose()
    {
        // Nothing is kept.
    }
}
