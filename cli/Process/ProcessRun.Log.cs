using Microsoft.Extensions.Logging;

namespace GangExitStream.Cli.Process;

/// <content>Log events; docs/metrics.md lists them.</content>
internal sealed partial class ProcessRun
{
    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Version {Version} starts in group {Group} at {Bootstrap}, topics' prefix: {TopicPrefix}", EventName = "start")]
        public static partial void Start(ILogger logger, string version, string group, string bootstrap, string? topicPrefix);

        [LoggerMessage(LogLevel.Warning, "Waiting: {Id} {Place}: {Error}. Next: {Next}", EventName = "waiting")]
        public static partial void Waiting(ILogger logger, string id, string? place, string error, string? next);

        [LoggerMessage(LogLevel.Information, "A broker answers at {Bootstrap}", EventName = "answered")]
        public static partial void Answered(ILogger logger, string bootstrap);

        [LoggerMessage(LogLevel.Error, "Refused: {Id} {Place}: {Error}. Next: {Next}", EventName = "refused")]
        public static partial void Refused(ILogger logger, string? id, string? place, string error, string? next);

        [LoggerMessage(LogLevel.Error, "Failed: {Id} {Place}: {Error}. Next: {Next}", EventName = "failed")]
        public static partial void Failed(ILogger logger, string? id, string? place, string error, string? next);

        [LoggerMessage(
            LogLevel.Information,
            "Stopped with exit code {Exit}; committed: {Events} events in {Batches} batches, {GangExits} gang exits, {Epochs} epochs, {Duplicates} duplicates, {Gaps} missing, {Lost} lost, {DeadLetters} dead letters",
            EventName = "stopped")]
        public static partial void Stopped(ILogger logger, int exit, long events, long batches, long gangExits, long epochs, long duplicates, long gaps, long lost, long deadLetters);
    }
}
