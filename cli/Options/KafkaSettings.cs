using System.CommandLine;
using GangExitStream.Kafka;
using GangExitStream.Kafka.Properties;

namespace GangExitStream.Cli.Options;

/// <summary>From the common options to what the Kafka clients take.</summary>
public static class KafkaSettings
{
    /// <summary>Null, and every problem said on the command's error output, where something is wrong.</summary>
    public static KafkaOptions? Read(ParseResult result, CommonOptions common)
    {
        var file = result.GetValue(common.KafkaProperties) is { } path ? JavaPropertiesReader.ReadFile(path) : null;
        var client = ClientProperties.From(file, result.GetValue(common.Property) ?? []);
        var error = result.InvocationConfiguration.Error;
        foreach (var line in client.Warnings.Concat(client.Problems.Select(problem => problem.ToString())))
            error.WriteLine(line);
        return client.Problems.IsEmpty ? ToOptions(result, common, client) : null;
    }

    private static KafkaOptions ToOptions(ParseResult result, CommonOptions common, ClientProperties client) => new()
    {
        BootstrapServers = result.GetValue(common.BootstrapServer) ?? client.BootstrapServers ?? KafkaOptions.DefaultBootstrapServers,
        TopicPrefix = result.GetValue(common.TopicPrefix) ?? "",
        ClientProperties = client.Values,
    };
}
