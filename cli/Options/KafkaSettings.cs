using System.Diagnostics.CodeAnalysis;
using GangExitStream.Kafka;
using GangExitStream.Kafka.Properties;
using GangExitStream.Registry;

namespace GangExitStream.Cli.Options;

/// <summary>From the common options to what the Kafka clients take.</summary>
internal static class KafkaSettings
{
    /// <summary>Null, and every problem said on the command's error output, where something is wrong.</summary>
    /// <param name="settings">The command's.</param>
    /// <param name="common">The options that are read.</param>
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

    /// <summary>The same, and the schema registry's client where one is named, which is then the caller's. False where something is wrong.</summary>
    public static bool TryOpen(Settings settings, CommonOptions common, [NotNullWhen(true)] out KafkaOptions? kafka, out ConfluentRegistry? registry)
    {
        registry = null;
        kafka = Read(settings, common);
        return kafka is not null && RegistrySettings.TryOpen(settings, common, kafka, out registry);
    }

    /// <summary>What is wrong with the client properties of a line that is refused anyway; none where there are none.</summary>
    public static IEnumerable<string> Problems(Settings settings, CommonOptions common)
    {
        var client = settings.IsGiven(common.Property) || settings.IsGiven(common.KafkaProperties) ? Properties(settings, common) : null;
        return CommandLineSecrets.Find(settings, common).Concat(client?.Problems ?? []).Select(problem => problem.ToString());
    }

    /// <summary>Tries the command's clients with its properties; null where something else is wrong with those.</summary>
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
