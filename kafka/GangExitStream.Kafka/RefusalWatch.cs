using Confluent.Kafka;

namespace GangExitStream.Kafka;

/// <summary>
/// Listens to a client for what no waiting changes: a refused login, a certificate that isn't trusted. librdkafka itself tries
/// again for ever, and a request only times out. One broker of several may be wrong by itself: only when no other is connected
/// is it a refusal.
/// </summary>
public sealed class RefusalWatch(string bootstrapServers)
{
    private readonly TaskCompletionSource<KafkaProblem> _refused = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile KafkaProblem? _problem;
    private volatile bool _allDown;

    /// <summary>Completes with the refusal; never, where there is none.</summary>
    public Task<KafkaProblem> Refused => _refused.Task;

    /// <summary>One broker's refusal, while others may still let us in.</summary>
    public KafkaProblem? Suspected => _problem;

    /// <summary>A line of the client's log, on any thread.</summary>
    public void Heard(KafkaLogLine line)
    {
        if (line.Facility == nameof(ErrorCode.Local_AllBrokersDown))
            _allDown = true;
        else if (Of(line) is { } problem)
            _problem = problem;
        // A token is fetched for all brokers, before any of them is asked.
        if (_problem is { } found && (_allDown || line.Text.Contains("OAUTHBEARER token", StringComparison.Ordinal)))
            _refused.TrySetResult(found);
    }

    private KafkaProblem? Of(KafkaLogLine line) => line.Facility switch
    {
        nameof(ErrorCode.Local_Authentication) => new KafkaProblem(
            KafkaProblemId.LoginRefused, bootstrapServers, $"the login failed: {Plainly(line.Text)}", "Check the user, its password or token, and sasl.mechanism in the client properties"),
        nameof(ErrorCode.Local_Ssl) or nameof(ErrorCode.Local_Transport) when IsAboutTls(line.Text) => new KafkaProblem(
            KafkaProblemId.TlsFailed, bootstrapServers, $"no TLS connection: {Plainly(line.Text)}", "Check ssl.ca.location (Java: ssl.truststore.location), the client's certificate if brokers ask for one, and that the port speaks TLS"),
        _ => null,
    };

    // Not a handshake that was cut off: the broker may be starting.
    private static bool IsAboutTls(string text) =>
        text.Contains("certificate", StringComparison.Ordinal) || text.Contains("SSL alert", StringComparison.Ordinal) || text.Contains("wrong version number", StringComparison.Ordinal);

    // "sasl_ssl://host:9093/bootstrap: what is wrong (after 3ms in state AUTH_REQ)": its middle is for people.
    private static string Plainly(string text)
    {
        var start = text.IndexOf("://", StringComparison.Ordinal) is >= 0 and < 20 ? text.IndexOf(": ", StringComparison.Ordinal) + 2 : 0;
        var end = text.LastIndexOf(" (after ", StringComparison.Ordinal);
        return end > start ? text[start..end] : text[start..];
    }
}
