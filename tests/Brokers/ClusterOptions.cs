using System.Collections.Immutable;

namespace GangExitStream.Tests.Brokers;

/// <summary>A cluster to start from an unpacked Apache Kafka.</summary>
/// <param name="KafkaHome">Its folder.</param>
public sealed record ClusterOptions(string KafkaHome)
{
    /// <summary><see cref="JvmOptions"/> for a quick start, at the price of slower work later.</summary>
    public const string FastStart = "-XX:TieredStopAtLevel=1";

    /// <summary>1, or 3 with replication factor 3 and min.insync.replicas 2.</summary>
    public int Brokers { get; init; } = 1;

    /// <summary>Heap of each broker, MiB.</summary>
    public int HeapMegabytes { get; init; } = 512;

    /// <summary>How long a broker may take to answer.</summary>
    public TimeSpan ReadyTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Listeners besides PLAINTEXT and CONTROLLER: a name (<c>SASL_SSL</c>) that is also its security protocol.</summary>
    public ImmutableArray<string> MoreListeners { get; init; } = [];

    /// <summary>Lines for server.properties, last, so that they win.</summary>
    public ImmutableArray<string> ExtraProperties { get; init; } = [];

    /// <summary>More arguments for the format tool (<c>--add-scram</c>, ...).</summary>
    public ImmutableArray<string> FormatArguments { get; init; } = [];

    /// <summary>More options for the JVM (java.security.auth.login.config and such).</summary>
    public string JvmOptions { get; init; } = "";
}
