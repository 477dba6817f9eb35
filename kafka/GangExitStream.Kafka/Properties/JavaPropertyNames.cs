using System.Collections.Frozen;

namespace GangExitStream.Kafka.Properties;

/// <summary>Client properties whose names differ between Java and librdkafka, or that only one side has.</summary>
internal static class JavaPropertyNames
{
    /// <summary>Java's names to librdkafka's, and aliases of librdkafka to the names that gangexit sets. The values are the same.</summary>
    public static readonly FrozenDictionary<string, string> Renamed = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["compression.codec"] = "compression.type",
        ["delivery.timeout.ms"] = "message.timeout.ms",
        ["fetch.message.max.bytes"] = "max.partition.fetch.bytes",
        ["queue.buffering.max.ms"] = "linger.ms",
        ["retries"] = "message.send.max.retries",
        ["max.in.flight.requests.per.connection"] = "max.in.flight",
        ["fetch.max.wait.ms"] = "fetch.wait.max.ms",
        ["max.request.size"] = "message.max.bytes",
        ["receive.buffer.bytes"] = "socket.receive.buffer.bytes",
        ["send.buffer.bytes"] = "socket.send.buffer.bytes",
        ["sasl.oauthbearer.client.credentials.client.id"] = "sasl.oauthbearer.client.id",
        ["sasl.oauthbearer.client.credentials.client.secret"] = "sasl.oauthbearer.client.secret",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Properties that the pipeline's guarantees depend on. gangexit sets them, and ignores the values of a shared properties file.</summary>
    public static readonly FrozenSet<string> Owned = Set(
        "acks request.required.acks enable.idempotence transactional.id partitioner group.id enable.auto.commit enable.auto.offset.store isolation.level partition.assignment.strategy auto.offset.reset");

    /// <summary>How a member of a group is one: for no other client, whether it names a group or not.</summary>
    public static readonly FrozenSet<string> OfMembers = Set("group.instance.id group.protocol group.remote.assignor max.poll.interval.ms session.timeout.ms heartbeat.interval.ms");

    /// <summary>Properties of Java's clients that librdkafka does not have and that only affect tuning. They are ignored.</summary>
    public static readonly FrozenSet<string> Ignored = Set(
        """
        key.serializer value.serializer key.deserializer value.deserializer buffer.memory max.block.ms max.poll.records
        default.api.timeout.ms metric.reporters metrics.num.samples metrics.recording.level metrics.sample.window.ms
        interceptor.classes partitioner.class partitioner.ignore.keys partitioner.adaptive.partitioning.enable
        partitioner.availability.timeout.ms exclude.internal.topics auto.include.jmx.reporter
        compression.gzip.level compression.lz4.level compression.zstd.level metadata.max.idle.ms
        metadata.recovery.rebootstrap.trigger.ms sasl.client.callback.handler.class sasl.login.class
        sasl.login.connect.timeout.ms sasl.login.read.timeout.ms sasl.login.refresh.buffer.seconds
        sasl.login.refresh.min.period.seconds sasl.login.refresh.window.factor sasl.login.refresh.window.jitter
        sasl.login.retry.backoff.max.ms sasl.login.retry.backoff.ms sasl.kerberos.ticket.renew.jitter
        sasl.kerberos.ticket.renew.window.factor security.providers ssl.protocol ssl.enabled.protocols ssl.provider
        ssl.keymanager.algorithm ssl.trustmanager.algorithm ssl.secure.random.implementation ssl.engine.factory.class
        transaction.two.phase.commit.enable share.acknowledgement.mode
        """);

    private static FrozenSet<string> Set(string names) =>
        names.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
}
