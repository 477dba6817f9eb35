using Microsoft.Extensions.Logging;

namespace GangExitStream.Cli.Telemetry;

/// <content>Log events; docs/metrics.md lists them.</content>
internal sealed partial class LogLineWriter
{
    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "{Text}", EventName = "produce")]
        public static partial void Produce(ILogger logger, string text);

        [LoggerMessage(LogLevel.Warning, "{Text}", EventName = "message")]
        public static partial void Message(ILogger logger, string text);
    }
}
