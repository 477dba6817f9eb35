using Confluent.Kafka;

namespace GangExitStream.Kafka;

/// <summary>
/// Detects permanent failures in a client's log: a rejected login, an untrusted certificate. librdkafka retries them forever, so a request only
/// times out. A failure of a single broker counts only when no other broker is connected.
/// </summary>
public sealed class RefusalWatch(string bootstrapServers)
{
    private readonly TaskCompletionSource<KafkaProblem> _refused = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile KafkaProblem? _problem;
    private volatile bool _allDown;

    /// <summary>Completes with the permanent failure; never completes without one.</summary>
    public Task<KafkaProblem> Refused => _refused.Task;

    /// <summary>The failure of one broker, while others may still accept the client.</summary>
    public KafkaProblem? Suspected => _problem;

    /// <summary>The brokers answer: failures from before count no more.</summary>
    public void Answered() => (_problem, _allDown) = (null, false);

    /// <summary>Checks a line of the client's log. Thread-safe.</summary>
    public void OnLogLine(KafkaLogLine line)
    {
        if (line.Facility == nameof(ErrorCode.Local_AllBrokersDown))
            _allDown = true;
        else if (ProblemOf(line) is { } problem)
            _problem = problem;
        // The OAuth token is fetched once for all brokers, so this failure concerns all of them.
        if (_problem is { } found && (_allDown || line.Text.Contains("OAUTHBEARER token", StringComparison.Ordinal)))
            _refused.TrySetResult(found);
    }

    private KafkaProblem? ProblemOf(KafkaLogLine line) => line.Facility switch
    {
        nameof(ErrorCode.Local_Authentication) => new KafkaProblem(
            KafkaProblemId.LoginRefused, bootstrapServers, $"the login failed: {ReasonIn(line.Text)}", "Check the user, its password or token, and sasl.mechanism in the client properties"),
        nameof(ErrorCode.Local_Ssl) or nameof(ErrorCode.Local_Transport) when IsAboutTls(line.Text) => new KafkaProblem(
            KafkaProblemId.TlsFailed, bootstrapServers, $"no TLS connection: {ReasonIn(line.Text)}", "Check ssl.ca.location (Java: ssl.truststore.location), the client's certificate if brokers ask for one, and that the port speaks TLS"),
        _ => null,
    };

    // An interrupted handshake is not included: the broker may be starting.
    private static bool IsAboutTls(string text) =>
        text.Contains("certificate", StringComparison.Ordinal) || text.Contains("SSL alert", StringComparison.Ordinal) || text.Contains("wrong version number", StringComparison.Ordinal);

    // Returns the middle of "sasl_ssl://host:9093/bootstrap: what is wrong (after 3ms in state AUTH_REQ)".
    private static string ReasonIn(string text)
    {
        var start = text.IndexOf("://", StringComparison.Ordinal) is >= 0 and < 20 ? text.IndexOf(": ", StringComparison.Ordinal) + 2 : 0;
        var end = text.LastIndexOf(" (after ", StringComparison.Ordinal);
        return end > start ? text[start..end] : text[start..];
    }
}
