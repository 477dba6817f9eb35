using Confluent.Kafka;

namespace GangExitStream.Kafka.Properties;

/// <summary>
/// What only a client that is being made finds wrong: files that aren't there, keys that don't open, logins that lack a part. So
/// one is made, without brokers, before anything is connected to.
/// </summary>
public static class ClientTrial
{
    private static readonly string[] Families = ["ssl.", "sasl.", "security."];

    /// <summary>Null where a client can be made of these properties.</summary>
    public static KafkaProblem? Find(KafkaOptions options)
    {
        if (!options.ClientProperties.Keys.Any(static key => Families.Any(family => key.StartsWith(family, StringComparison.Ordinal))))
            return null;
        var config = options.ToClientConfig("trial");
        config.BootstrapServers = "";
        try
        {
            using var client = new AdminClientBuilder(config).LogTo(KafkaLogging.None).Build();
            return null;
        }
        catch (InvalidOperationException e) // librdkafka's words; they name the property, and no secret's value
        {
            return new KafkaProblem(KafkaProblemId.PropertyValue, "client properties", e.Message.TrimEnd('.', ' ', '\n'), "Correct the property that it names, or the file");
        }
    }
}
