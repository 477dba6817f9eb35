using System.CommandLine;
using GangExitStream.Cli.Options.Connection;
using GangExitStream.Cli.Options.Sources;
using GangExitStream.Kafka.Properties;

namespace GangExitStream.Cli.Config;

/// <summary>The settings of one command, from all sources.</summary>
internal sealed class ConfigRows(string command, CommonOptions common, Settings settings)
{
    public IEnumerable<ConfigRow> All()
    {
        var properties = Properties();
        foreach (var option in settings.Options.Where(option => option != common.Property))
            yield return option == common.BootstrapServer ? Bootstrap(properties) : Row(option);
        foreach (var (key, (entry, origin)) in properties.Where(property => property.Key != "bootstrap.servers").OrderBy(property => property.Key, StringComparer.Ordinal))
            yield return new ConfigRow(ConfigRow.Common, $"X.{key}", ConfigValues.Masked(entry), origin, PlaceOf(entry));
    }

    private string SectionOf(Option option) => option.Recursive ? ConfigRow.Common : command;

    private ConfigRow Row(Option option) => settings.InEffect(option) is [.., var last] values
        ? new ConfigRow(SectionOf(option), OptionNames.KeyOf(option), Shown(option, string.Join(',', values.Select(value => value.Text))), last.Origin, last.Place)
        : new ConfigRow(SectionOf(option), OptionNames.KeyOf(option), ConfigValues.DefaultOf(option), Origin.Default, "");

    private string Shown(Option option, string text) => option == common.SchemaRegistry ? ConfigValues.MaskedUrls(text) : text;

    // The client property bootstrap.servers has lower priority than the option and higher than the default.
    private ConfigRow Bootstrap(Dictionary<string, (PropertyEntry Entry, Origin Origin)> properties)
    {
        var row = Row(common.BootstrapServer);
        return row.Origin == Origin.Default && properties.TryGetValue("bootstrap.servers", out var property)
            ? row with { Value = property.Entry.Value, Origin = property.Origin, Place = PlaceOf(property.Entry) }
            : row;
    }

    private Dictionary<string, (PropertyEntry Entry, Origin Origin)> Properties()
    {
        var all = new Dictionary<string, (PropertyEntry, Origin)>(StringComparer.Ordinal);
        if (settings.GivenTo(common.KafkaProperties) is [.., var path])
        {
            foreach (var entry in JavaPropertiesReader.ReadFile(path.Text).Entries)
                all[entry.Key] = (entry, Origin.File);
        }
        foreach (var value in settings.GivenTo(common.Property))
        {
            if (PropertyEntry.FromArgument(value.Text, value.Place) is { } entry)
                all[entry.Key] = (entry, value.Origin);
        }
        return all;
    }

    // Without the key, which the row has already.
    private static string PlaceOf(PropertyEntry entry) =>
        entry.Place.EndsWith($" {entry.Key}", StringComparison.Ordinal) ? entry.Place[..^(entry.Key.Length + 1)] : entry.Place;
}
