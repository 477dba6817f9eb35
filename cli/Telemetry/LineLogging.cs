using GangExitStream.Cli.Options;
using GangExitStream.Dashboard.Telemetry;
using Microsoft.Extensions.Logging;

namespace GangExitStream.Cli.Telemetry;

/// <summary>The tool's log: one line per event, thread-safe, written before the call returns, so that no event is lost at the end.</summary>
internal sealed class LineLogging(TextWriter error, LogFormat format, TimeProvider time) : ILoggerProvider
{
    private readonly LogLineFormatter _formatter = new(format, time);
    private readonly TextWriter _error = TextWriter.Synchronized(error);

    /// <summary>Creates a factory whose loggers write to <paramref name="error"/>, from the level of the verbosity on.</summary>
    public static ILoggerFactory Create(TextWriter error, LogFormat format, TimeProvider time, Verbosity verbosity = Verbosity.Normal) =>
        new LoggerFactory([new LineLogging(error, format, time)], new LoggerFilterOptions { MinLevel = LevelOf(verbosity) });

    public ILogger CreateLogger(string categoryName) => new LineLogger(this);

    public void Dispose()
    {
        // The caller owns the writer.
    }

    private static LogLevel LevelOf(Verbosity verbosity) => verbosity switch
    {
        Verbosity.Quiet => LogLevel.Warning,
        Verbosity.Verbose => LogLevel.Debug,
        _ => LogLevel.Information,
    };

    private sealed class LineLogger(LineLogging lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var fields = state as IEnumerable<KeyValuePair<string, object?>> ?? [KeyValuePair.Create("text", (object?)formatter(state, exception))];
            if (exception is not null)
                fields = fields.Append(KeyValuePair.Create("exception", (object?)exception));
            lines._error.WriteLine(lines._formatter.Format(logLevel, eventId.Name ?? "log", fields));
        }
    }
}
