using Microsoft.Extensions.Logging;

namespace GangExitStream.Processor.Kafka;

/// <summary>Log events of the processor's life cycle; docs/metrics.md lists them. Fields that are null are left out of the line.</summary>
internal static partial class Log
{
    [LoggerMessage(LogLevel.Information, "Assigned: {Partitions}", EventName = "assigned")]
    public static partial void Assigned(ILogger logger, string partitions);

    [LoggerMessage(LogLevel.Information, "Kept from the attempt before: {Partitions}", EventName = "kept")]
    public static partial void Kept(ILogger logger, string partitions);

    [LoggerMessage(LogLevel.Information, "Partition {Partition} is restored at {CommittedOffset}: {Vms} VMs in {Ms} ms", EventName = "restored")]
    public static partial void Restored(ILogger logger, int partition, long? committedOffset, int vms, long ms);

    [LoggerMessage(
        LogLevel.Warning,
        "{Id}: partition {Partition}, committed at {CommittedOffset} in the group and at {ChangelogOffset} in the changelog: {Error}. Next: {Next}",
        EventName = "half_committed")]
    public static partial void HalfCommitted(ILogger logger, string id, int partition, long? committedOffset, long? changelogOffset, string error, string next);

    [LoggerMessage(LogLevel.Warning, "{Id}: partition {Partition} was read up to {CommittedOffset} and begins at {FirstOffset}: {Error}. Next: {Next}", EventName = "expired")]
    public static partial void Expired(ILogger logger, string id, int partition, long committedOffset, long firstOffset, string error, string next);

    [LoggerMessage(LogLevel.Warning, "{Id}: partition {Partition} is read from {FirstOffset} on: {Error}. Next: {Next}", EventName = "replaced")]
    public static partial void Replaced(ILogger logger, string id, int partition, long firstOffset, string error, string next);

    [LoggerMessage(LogLevel.Warning, "{Id}: offsets {Offset} to {LastOffset} of partition {Partition} can't be unpacked: {Error}. Next: {Next}", EventName = "unreadable")]
    public static partial void Unreadable(ILogger logger, string id, int partition, long offset, long lastOffset, string error, string next);

    [LoggerMessage(LogLevel.Information, "Handed over: {Partitions}", EventName = "handed_over")]
    public static partial void HandedOver(ILogger logger, string partitions);

    [LoggerMessage(LogLevel.Information, "First commit: {Batches} batches, {Records} records", EventName = "first_commit")]
    public static partial void FirstCommit(ILogger logger, long batches, long records);

    [LoggerMessage(LogLevel.Information, "Stopping: {Reason}", EventName = "stopping")]
    public static partial void Stopping(ILogger logger, string reason);

    [LoggerMessage(LogLevel.Information, "All that was read is committed", EventName = "last_commit")]
    public static partial void LastCommit(ILogger logger);

    [LoggerMessage(LogLevel.Warning, "An attempt failed: {Reason}, {Id}: {Error}. The next one in {RetryInMs} ms. Next: {Next}", EventName = "attempt_failed")]
    public static partial void AttemptFailed(ILogger logger, string reason, string? id, string error, long retryInMs, string? next);

    [LoggerMessage(LogLevel.Warning, "{Id}: {Partition}: {Error}. Next: {Next}", EventName = "leaderless")]
    public static partial void Leaderless(ILogger logger, string id, string partition, string error, string next);

    [LoggerMessage(LogLevel.Information, "All partitions have leaders again", EventName = "leaders_back")]
    public static partial void LeadersBack(ILogger logger);

    [LoggerMessage(LogLevel.Warning, "The abort failed: {Error}. Next: {Next}", EventName = "abort_failed")]
    public static partial void AbortFailed(ILogger logger, string error, string next);

    [LoggerMessage(LogLevel.Information, "Aborted the transaction that {TransactionalId} had left open", EventName = "fenced")]
    public static partial void Fenced(ILogger logger, string transactionalId);

    [LoggerMessage(LogLevel.Warning, "A dead instance's open transaction couldn't be aborted: {Error}. Next: {Next}", EventName = "fence_failed")]
    public static partial void FenceFailed(ILogger logger, string error, string next);

    /// <param name="logger">The logger.</param>
    /// <param name="what">The client or call.</param>
    /// <param name="waitedS">Seconds waited; null: none.</param>
    /// <param name="until">What will end it; null: not known.</param>
    [LoggerMessage(LogLevel.Warning, "Left behind: {What}, after {WaitedS} s, until {Until}", EventName = "left_behind")]
    public static partial void LeftBehind(ILogger logger, string what, long? waitedS, string? until);

    [LoggerMessage(LogLevel.Information, "Closed late: {What}", EventName = "closed_late")]
    public static partial void ClosedLate(ILogger logger, string what);

    [LoggerMessage(LogLevel.Warning, "Closing {What} failed: {Error}", EventName = "close_failed")]
    public static partial void CloseFailed(ILogger logger, string what, string error);
}
