using Confluent.Kafka;

namespace GangExitStream.Kafka.Properties;

/// <summary>
/// What only a client that is being made finds wrong: values that don't go together, files that aren't there, keys that don't open, logins
/// that lack a part. So each kind of client that a command uses is made once, without brokers, before anything is connected to.
/// </summary>
public static class ClientTrial
{
    /// <summary>Null where a client for topics' settings can be made of these properties.</summary>
    /// <param name="options">With the user's properties; without any there is nothing to try.</param>
    public static KafkaProblem? OfAdmin(KafkaOptions options) =>
        Find(options, options.ToClientConfig("trial"), static config => new AdminClientBuilder(config).LogTo(KafkaLogging.None).Build());

    /// <summary>The same, of a producer with this configuration, which is changed.</summary>
    public static KafkaProblem? OfProducer(KafkaOptions options, ProducerConfig config) =>
        Find(options, config, static config => new ProducerBuilder<Null, Null>(config).LogTo(KafkaLogging.None).Build());

    /// <summary>The same, of a consumer with this configuration, which is changed.</summary>
    public static KafkaProblem? OfConsumer(KafkaOptions options, ConsumerConfig config) =>
        Find(options, config, static config => new ConsumerBuilder<Ignore, Ignore>(config).LogTo(KafkaLogging.None).Build());

    private static KafkaProblem? Find<TConfig>(KafkaOptions options, TConfig config, Func<TConfig, IDisposable> make)
        where TConfig : ClientConfig
    {
        if (options.ClientProperties.IsEmpty)
            return null;
        config.BootstrapServers = "";
        try
        {
            make(config).Dispose();
            return null;
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException) // librdkafka's words; they name the property, and no secret's value
        {
            return new KafkaProblem(KafkaProblemId.PropertyValue, "client properties", e.Message.TrimEnd('.', ' ', '\n'), "Correct the property that it names, or the file");
        }
    }
}
