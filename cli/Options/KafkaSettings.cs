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
        var client = Properties(result, common);
        client = client with { Problems = [.. CommandLineSecrets.Find(common), .. client.Problems] };
        var error = result.InvocationConfiguration.Error;
        foreach (var line in client.Warnings.Concat(client.Problems.Select(problem => problem.ToString())))
            error.WriteLine(line);
        if (!client.Problems.IsEmpty)
            return null;
        var options = ToOptions(result, common, client);
        if (ClientTrial.Find(options) is not { } problem)
            return options;
        error.WriteLine(problem);
        return null;
    }

    /// <summary>What is wrong with the client properties of a line that is refused anyway; none where there are none.</summary>
    internal static IEnumerable<string> Problems(ParseResult result, CommonOptions common)
    {
        IEnumerable<KafkaProblem> properties = result.GetResult(common.Property) is null && result.GetResult(common.KafkaProperties) is null
            ? []
            : Properties(result, common).Problems;
        return CommandLineSecrets.Find(common).Concat(properties).Select(problem => problem.ToString());
    }

    /// <summary>The client properties of all sources, or what is wrong with them.</summary>
    internal static ClientProperties Properties(ParseResult result, CommonOptions common)
    {
        var file = result.GetValue(common.KafkaProperties) is { } path ? JavaPropertiesReader.ReadFile(path) : null;
        return ClientProperties.Merge(file, Arguments(result, common));
    }

    // The sources are known where the line was expanded from them; a test may parse without.
    private static IReadOnlyList<(string Text, string Place)> Arguments(ParseResult result, CommonOptions common) =>
        common.Given?.GetValueOrDefault(common.Property) is { } given
            ? [.. given.Select(value => (value.Text, value.Place))]
            : [.. (result.GetValue(common.Property) ?? []).Select(text => (text, common.Property.Name))];

    private static KafkaOptions ToOptions(ParseResult result, CommonOptions common, ClientProperties client) => new()
    {
        BootstrapServers = result.GetValue(common.BootstrapServer) ?? client.BootstrapServers ?? KafkaOptions.DefaultBootstrapServers,
        TopicPrefix = result.GetValue(common.TopicPrefix) ?? "",
        ClientProperties = client.Values,
    };
}
