using GangExitStream.Kafka;
using GangExitStream.Kafka.Properties;

namespace GangExitStream.Cli.Options;

/// <summary>From the common options to what the Kafka clients take.</summary>
internal static class KafkaSettings
{
    /// <summary>Null, and every problem said on the command's error output, where something is wrong.</summary>
    public static KafkaOptions? Read(Settings settings, CommonOptions common)
    {
        var client = Properties(settings, common);
        client = client with { Problems = [.. CommandLineSecrets.Find(settings, common), .. client.Problems] };
        var error = settings.Error;
        foreach (var line in client.Warnings.Concat(client.Problems.Select(problem => problem.ToString())))
            error.WriteLine(line);
        if (!client.Problems.IsEmpty)
            return null;
        var options = ToOptions(settings, common, client);
        if (ClientTrial.Find(options) is not { } problem)
            return options;
        error.WriteLine(problem);
        return null;
    }

    /// <summary>What is wrong with the client properties of a line that is refused anyway; none where there are none.</summary>
    public static IEnumerable<string> Problems(Settings settings, CommonOptions common)
    {
        IEnumerable<KafkaProblem> properties = settings.IsGiven(common.Property) || settings.IsGiven(common.KafkaProperties)
            ? Properties(settings, common).Problems
            : [];
        return CommandLineSecrets.Find(settings, common).Concat(properties).Select(problem => problem.ToString());
    }

    /// <summary>The client properties of all sources, or what is wrong with them.</summary>
    public static ClientProperties Properties(Settings settings, CommonOptions common)
    {
        var file = settings.GetValue(common.KafkaProperties) is { } path ? JavaPropertiesReader.ReadFile(path) : null;
        return ClientProperties.Merge(file, [.. settings.GivenTo(common.Property).Select(value => (value.Text, value.Place))]);
    }

    private static KafkaOptions ToOptions(Settings settings, CommonOptions common, ClientProperties client) => new()
    {
        BootstrapServers = settings.GetValue(common.BootstrapServer) ?? client.BootstrapServers ?? KafkaOptions.DefaultBootstrapServers,
        TopicPrefix = settings.GetValue(common.TopicPrefix) ?? "",
        ClientProperties = client.Values,
        RegistryProperties = client.Registry,
    };
}
