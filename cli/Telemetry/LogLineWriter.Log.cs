using Microsoft.Extensions.Logging;

namespace GangExitStream.Cli.Telemetry;

/// <content>Its event; docs/metrics.md lists it.</content>
internal sealed partial class LogLineWriter
{
    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "{Text}", EventName = "produce")]
        public static partial void Produce(ILogger logger, string text);
    }
}
