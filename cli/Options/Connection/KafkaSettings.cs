using System.Diagnostics.CodeAnalysis;
using GangExitStream.Cli.Options.Sources;
using GangExitStream.Kafka;
using GangExitStream.Kafka.Properties;
using GangExitStream.Registry;

namespace GangExitStream.Cli.Options.Connection;

/// <summary>Converts the common options to options of the Kafka clients.</summary>
internal static class KafkaSettings
{
    /// <summary>Reads the options; null: invalid, and all problems were written to the command's error output.</summary>
    /// <param name="settings">The command's settings.</param>
    /// <param name="common">The options.</param>
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
        var trial = common.Try(options, settings);
        foreach (var line in Lines(trial))
            error.WriteLine(line);
        return trial.Problem is null ? options : null;
    }

    /// <summary>As <see cref="Read"/>, and opens the client of a given schema registry, which the caller owns. False: invalid.</summary>
    public static bool TryOpen(Settings settings, CommonOptions common, [NotNullWhen(true)] out KafkaOptions? kafka, out ConfluentRegistry? registry)
    {
        registry = null;
        kafka = Read(settings, common);
        return kafka is not null && RegistrySettings.TryOpen(settings, common, kafka, out registry);
    }

    /// <summary>The problems of the client properties, for a command line that is refused for another reason.</summary>
    public static IEnumerable<string> Problems(Settings settings, CommonOptions common)
    {
        var client = settings.IsGiven(common.Property) || settings.IsGiven(common.KafkaProperties) ? Properties(settings, common) : null;
        return CommandLineSecrets.Find(settings, common).Concat(client?.Problems ?? []).Select(problem => problem.ToString());
    }

    /// <summary>Validates the properties of the command's clients; null: they have other problems.</summary>
    public static ClientTrial? Try(Settings settings, CommonOptions common)
    {
        var client = Properties(settings, common);
        return client.Problems.IsEmpty ? common.Try(ToOptions(settings, common, client), settings) : null;
    }

    private static IEnumerable<string> Lines(ClientTrial trial)
    {
        if (trial.Warning is { } warning)
            yield return warning;
        if (trial.Problem is { } problem)
            yield return problem.ToString();
    }

    /// <summary>The client properties of all sources, with their problems.</summary>
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
