using Confluent.Kafka;
using GangExitStream.Kafka;
using GangExitStream.Kafka.Topics;

namespace GangExitStream.Subscriber.Reading;

/// <summary>Reports each broker outage once, although a client logs it repeatedly.</summary>
internal sealed class WatchFaults(KafkaOptions kafka, string topic, WatchNotes notes)
{
    private readonly RefusalWatch _refusal = new(kafka.BootstrapServers);
    private volatile string? _lastFault;
    private volatile bool _isUnreachable;
    private bool _started; // used by the watch only, not by the client's threads, as the next one
    private bool _isReported;
    private bool _isRefusalReported;

    /// <summary>Completes when the brokers reject the login or the TLS connection.</summary>
    public Task<KafkaProblem> Refused => _refusal.Refused;

    /// <summary>Whether an error may be temporary.</summary>
    public static bool IsTemporary(Error error) => !error.IsFatal && error.Code is not (
        ErrorCode.UnknownTopicOrPart or ErrorCode.TopicException or ErrorCode.TopicAuthorizationFailed or ErrorCode.ClusterAuthorizationFailed
        or ErrorCode.Local_UnknownTopic or ErrorCode.Local_UnknownPartition or ErrorCode.Local_Authentication or ErrorCode.SaslAuthenticationFailed);

    /// <summary>Receives the client's log lines, on the client's threads.</summary>
    public void Log(KafkaLogLine line)
    {
        _refusal.OnLogLine(line);
        if (line.Facility == nameof(ErrorCode.Local_AllBrokersDown))
            _isUnreachable = true;
        else if (line.Facility == "FAIL" || line.Facility.StartsWith("Local_", StringComparison.Ordinal))
            _lastFault = WithoutThread(line.Text);
    }

    /// <summary>Reports once that no broker has answered yet, or that a partition has no leader.</summary>
    public void ReportWaiting(TimeSpan? limit, KafkaProblem? leaderless)
    {
        var waiting = $"waiting {(limit is { } most ? $"up to {most.TotalSeconds:0} s" : "for one")}.";
        if (!_isReported)
            notes.WriteStatus(leaderless is null
                ? $"No Kafka broker has answered at {kafka.BootstrapServers} yet{FaultText}; {waiting}{(AdvertisedName.NextStep(_lastFault, kafka.BootstrapServers) is { } next ? $" {next}." : "")}"
                : $"{leaderless.Place}: {leaderless.Message}; {waiting} {leaderless.NextStep}.");
        _isReported = true;
    }

    /// <summary>Notes an answer of the brokers or a record: ends the outage, so that the next one is reported.</summary>
    public void Answered()
    {
        _started = true;
        if (_isReported)
            _refusal.Answered();
        _isUnreachable = _isReported = _isRefusalReported = false;
    }

    /// <summary>Reports a new outage, and a login or TLS that brokers refuse during it; called after every poll.</summary>
    public void ReportOutage(TimeProvider time)
    {
        if (_isReported && !_isRefusalReported && _refusal.Suspected is { } refused)
        {
            _isRefusalReported = true;
            notes.WriteStatus($"{time.GetUtcNow():HH:mm:ss}Z: {refused}; reading continues when that is over.");
        }
        if (!_started || !_isUnreachable || _isReported)
            return;
        _isReported = true;
        notes.WriteStatus($"{time.GetUtcNow():HH:mm:ss}Z: no Kafka broker is reachable{FaultText}; reading continues when one is.");
    }

    public KafkaProblem ToProblem(KafkaException e, TimeSpan limit) => e.Error.Code is ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic
        ? new KafkaProblem(KafkaProblemId.TopicMissing, topic, "the topic isn't there", "Check --topic-prefix, or run `gangexit topics create`")
        : AdminFaults.ToProblem(e, kafka.BootstrapServers, limit, _lastFault, _refusal.Suspected);

    // Removes the thread's name at the beginning of librdkafka's log lines: "[thrd:host:9092/1]: ".
    private static string WithoutThread(string text) =>
        text.StartsWith("[thrd:", StringComparison.Ordinal) && text.IndexOf("]: ", StringComparison.Ordinal) is var end and >= 0 ? text[(end + 3)..] : text;

    private string FaultText => _lastFault is { } fault ? $" ({fault})" : "";
}
