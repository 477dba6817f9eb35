using System.Collections.Immutable;

namespace GangExitStream.Tests.Brokers;

/// <summary>Folders, ports and formatted log directories of a new cluster.</summary>
internal static class ClusterLayout
{
    public static ImmutableArray<NodeSettings> Plan(ClusterOptions options, string folder)
    {
        string[] listeners = [NodeSettings.Plain, NodeSettings.Controller, .. options.MoreListeners];
        var ports = FreePorts.Take(options.Brokers * listeners.Length).Chunk(listeners.Length);
        return [.. ports.Select((own, index) => new NodeSettings(
            index + 1,
            Directory.CreateDirectory(Path.Combine(folder, $"broker-{index + 1}")).FullName,
            listeners.Zip(own).ToImmutableSortedDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal)))];
    }

    public static async Task FormatAsync(IReadOnlyList<NodeSettings> nodes, ClusterOptions options, KafkaScripts scripts, CancellationToken cancel)
    {
        var clusterId = Convert.ToBase64String(Guid.NewGuid().ToByteArray()).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        // An id that starts with '-' would be taken for an option.
        if (clusterId[0] == '-')
            clusterId = 'A' + clusterId[1..];
        foreach (var node in nodes)
            await File.WriteAllTextAsync(node.PropertiesFile, node.ToProperties(nodes, options), cancel);
        await Task.WhenAll(nodes.Select(node => scripts.FormatAsync(node.PropertiesFile, clusterId, node.LogFile, cancel)));
    }
}
