namespace GangExitStream.Kafka;

/// <summary>A numbered kind of Kafka problem; <c>docs/diagnostics.md</c> lists them.</summary>
public enum KafkaProblemId
{
    /// <summary>GX5001: the properties file can't be read.</summary>
    PropertiesFile = 5001,

    /// <summary>GX5002: a line or an argument isn't <c>key=value</c>.</summary>
    PropertySyntax = 5002,

    /// <summary>GX5003: neither Java's clients nor librdkafka know the property.</summary>
    UnknownProperty = 5003,

    /// <summary>GX5004: the client does not accept the property's value.</summary>
    PropertyValue = 5004,

    /// <summary>GX5005: a setting of Java's clients that librdkafka does not support.</summary>
    UnsupportedProperty = 5005,

    /// <summary>GX5006: a reference <c>${...}</c> in a property's value has no target.</summary>
    PropertyReference = 5006,

    /// <summary>GX5007: a secret is on the command line, which every user of the host can read.</summary>
    SecretOnCommandLine = 5007,

    /// <summary>GX5011: no broker answered in time.</summary>
    BrokerUnreachable = 5011,

    /// <summary>GX5012: the broker refused the request.</summary>
    BrokerRefused = 5012,

    /// <summary>GX5013: the brokers rejected the user's password, token or certificate.</summary>
    LoginRefused = 5013,

    /// <summary>GX5014: no TLS connection: untrusted or missing certificates, or a port without TLS.</summary>
    TlsFailed = 5014,

    /// <summary>GX5015: the user lacks an ACL.</summary>
    NotAuthorized = 5015,

    /// <summary>GX5016: another instance runs under the same group.instance.id.</summary>
    InstanceFenced = 5016,

    /// <summary>GX5021: a topic does not exist.</summary>
    TopicMissing = 5021,

    /// <summary>GX5022: a topic's setting violates the contract.</summary>
    TopicSetting = 5022,

    /// <summary>GX5023: a topic was deleted and created again while it was read.</summary>
    TopicReplaced = 5023,

    /// <summary>GX5031: a record could not be delivered, and it will not be sent again.</summary>
    NotDelivered = 5031,

    /// <summary>GX5032: a partition has no leader, or fewer replicas in sync than it should have.</summary>
    ReplicasMissing = 5032,
}

/// <summary>An expected failure with its place and the next step for the user. It contains no secret.</summary>
/// <param name="Id">The kind of problem.</param>
/// <param name="Place">File and line, option, topic, or bootstrap servers.</param>
/// <param name="Message">The problem, without a full stop.</param>
/// <param name="NextStep">What the user can do, without a full stop.</param>
public sealed record KafkaProblem(KafkaProblemId Id, string Place, string Message, string NextStep)
{
    /// <summary>One line for users: number, place, message and next step.</summary>
    public override string ToString() => $"GX{(int)Id} {Place}: {Message}. {NextStep}";
}
