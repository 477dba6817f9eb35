namespace GangExitStream.Kafka;

/// <summary>A numbered kind of refusal on the Kafka side; <c>docs/diagnostics.md</c> lists them.</summary>
public enum KafkaProblemId
{
    /// <summary>GX5001: the properties file can't be read.</summary>
    PropertiesFile = 5001,

    /// <summary>GX5002: a line or an argument isn't <c>key=value</c>.</summary>
    PropertySyntax = 5002,

    /// <summary>GX5003: neither Java's clients nor librdkafka know the property.</summary>
    UnknownProperty = 5003,

    /// <summary>GX5004: the property's value isn't one that the client takes.</summary>
    PropertyValue = 5004,

    /// <summary>GX5005: Java can, librdkafka can't.</summary>
    UnsupportedProperty = 5005,

    /// <summary>GX5006: a <c>${...}</c> in a property's value leads to nothing.</summary>
    PropertyReference = 5006,

    /// <summary>GX5007: a secret on the command line, which every user of the host can see.</summary>
    SecretOnCommandLine = 5007,

    /// <summary>GX5011: no broker answered in time.</summary>
    BrokerUnreachable = 5011,

    /// <summary>GX5012: the broker refused the request.</summary>
    BrokerRefused = 5012,

    /// <summary>GX5013: the brokers don't take the user's password, token or certificate.</summary>
    LoginRefused = 5013,

    /// <summary>GX5014: no TLS connection comes about: trust, certificates, or a port without TLS.</summary>
    TlsFailed = 5014,

    /// <summary>GX5015: an ACL is missing.</summary>
    NotAuthorized = 5015,

    /// <summary>GX5016: another instance runs under the same group.instance.id.</summary>
    InstanceFenced = 5016,

    /// <summary>GX5021: a topic isn't there.</summary>
    TopicMissing = 5021,

    /// <summary>GX5022: a topic's setting breaks the contract.</summary>
    TopicSetting = 5022,

    /// <summary>GX5023: a topic was deleted and made again while it was read.</summary>
    TopicReplaced = 5023,

    /// <summary>GX5031: a record isn't in Kafka, and never will be.</summary>
    NotDelivered = 5031,
}

/// <summary>An expected failure: what, where, and what to do next. Never holds a secret.</summary>
/// <param name="Id">The kind.</param>
/// <param name="Place">File and line, option, topic, or bootstrap servers.</param>
/// <param name="Message">What was found.</param>
/// <param name="NextStep">What to do about it.</param>
public sealed record KafkaProblem(KafkaProblemId Id, string Place, string Message, string NextStep)
{
    /// <summary>One line for people.</summary>
    public override string ToString() => $"GX{(int)Id} {Place}: {Message}. {NextStep}";
}
