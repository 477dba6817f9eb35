using GangExitStream.Tests.Shared;
using YamlDotNet.RepresentationModel;

namespace GangExitStream.Tests.Packaging.Deploy;

/// <summary>YAML files of the repository as trees; a key that isn't there makes the test fail with its name.</summary>
internal static class Yaml
{
    public static YamlNode Read(string path)
    {
        var yaml = new YamlStream();
        using var reader = File.OpenText(Path.Combine(RepoFiles.Root, path));
        yaml.Load(reader);
        return yaml.Documents[0].RootNode;
    }

    /// <summary>The value of a key, also of one that is merged in by <c>&lt;&lt;</c>; null: there is none.</summary>
    public static YamlNode? Find(this YamlNode node, string key)
    {
        var children = Assert.IsType<YamlMappingNode>(node).Children;
        return children.TryGetValue(key, out var value) ? value
            : children.TryGetValue("<<", out var merged) ? merged.Find(key)
            : null;
    }

    public static YamlNode Get(this YamlNode node, string key)
    {
        var value = node.Find(key);
        Assert.True(value is not null, $"there is no key '{key}'");
        return value!;
    }

    public static string Text(this YamlNode node) => Assert.IsType<YamlScalarNode>(node).Value ?? "";

    public static IEnumerable<YamlNode> Items(this YamlNode? node) => node is null ? [] : Assert.IsType<YamlSequenceNode>(node).Children;

    /// <summary>Keys and values, merged ones included.</summary>
    public static IEnumerable<(string Key, YamlNode Value)> Pairs(this YamlNode? node) => node is null
        ? []
        : Assert.IsType<YamlMappingNode>(node).Children.SelectMany(pair =>
            pair.Key.Text() == "<<" ? pair.Value.Pairs() : [(pair.Key.Text(), pair.Value)]);
}
