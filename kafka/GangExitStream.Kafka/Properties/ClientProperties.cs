using System.Collections.Immutable;

namespace GangExitStream.Kafka.Properties;

/// <summary>The user's client properties, merged and translated to librdkafka's names, and the problems with them.</summary>
/// <param name="Values">The properties for Kafka clients; they may contain secrets.</param>
/// <param name="Registry">The properties for the schema registry client, with unchanged names.</param>
/// <param name="BootstrapServers">The value of bootstrap.servers; null: not set.</param>
/// <param name="Problems">The problems; the values can be used only when there is none.</param>
/// <param name="Warnings">Warnings, one line each.</param>
public sealed record ClientProperties(
    ImmutableDictionary<string, string> Values, ImmutableDictionary<string, string> Registry, string? BootstrapServers, ImmutableArray<KafkaProblem> Problems, ImmutableArray<string> Warnings)
{
    private const string RegistryFamily = "schema.registry.";

    /// <summary>Translates and checks entries. Of entries with the same key, the last one is used.</summary>
    public static ClientProperties From(IEnumerable<PropertyEntry> entries)
    {
        var references = new PropertyReferences(Environment.GetEnvironmentVariable);
        var state = new TranslationState(entries.Select(references.Resolve).ToList());
        state.Problems.AddRange(references.Problems);
        var bootstrap = state.Take("metadata.broker.list") is { } alias ? state.Take("bootstrap.servers") ?? alias : state.Take("bootstrap.servers");
        if (bootstrap is { } brokers && GangExitStream.Kafka.BootstrapServers.RefusalReason(brokers.Value) is { } why)
            state.Refuse(KafkaProblemId.PropertyValue, brokers, why.TrimEnd('.'), "Correct the value");
        var registry = state.TakeFamily(RegistryFamily);
        SaslTranslation.Apply(state);
        TlsTranslation.Apply(state);
        foreach (var entry in state.TakeRest())
            Translate(entry, state);
        new LibrdkafkaProperties().Check(state.Translated.Values, state);
        return new ClientProperties(
            state.Translated.ToImmutableDictionary(pair => pair.Key, pair => pair.Value.Value, StringComparer.Ordinal),
            registry.ToImmutableDictionary(entry => entry.Key, entry => entry.Value, StringComparer.Ordinal),
            bootstrap?.Value,
            state.Problems.ToImmutable(),
            WarningsOf(state));
    }

    /// <summary>Translates a file's entries and <c>-X key=value</c> arguments; arguments take precedence.</summary>
    public static ClientProperties From(PropertiesFile? file, IReadOnlyList<string> arguments) =>
        Merge(file, [.. arguments.Select(text => (text, "-X"))]);

    /// <summary>Translates a file's entries and <c>key=value</c> arguments, each with the place that it comes from; arguments take precedence.</summary>
    public static ClientProperties Merge(PropertiesFile? file, IReadOnlyList<(string Text, string Place)> arguments)
    {
        var given = arguments.Select(argument => (argument.Place, Entry: PropertyEntry.FromArgument(argument.Text, argument.Place))).ToList();
        IEnumerable<PropertyEntry> fromFile = file?.Entries ?? [];
        var merged = From(fromFile.Concat(given.Where(a => a.Entry is not null).Select(a => a.Entry!.Value)));
        // The message does not repeat the text: it may be a password without its key.
        var unread = given.Where(a => a.Entry is null)
            .Select(a => new KafkaProblem(KafkaProblemId.PropertySyntax, a.Place, "an argument isn't key=value", "Write -X key=value"));
        return merged with { Problems = [.. file?.Problems ?? [], .. unread, .. merged.Problems] };
    }

    /// <summary>Whether a value is only a reference such as <c>${env:NAME}</c>; such a value may be shown, also for a secret property.</summary>
    public static bool IsReference(string value) => PropertyReferences.IsReference(value);

    /// <summary>Does not show the values, because they may be secret.</summary>
    public override string ToString() => $"{Values.Count} client properties, {Problems.Length} problems";

    private static void Translate(PropertyEntry entry, TranslationState state)
    {
        if (JavaPropertyNames.Owned.Contains(entry.Key) || JavaPropertyNames.Ignored.Contains(entry.Key))
            state.Ignored.Add(entry.Key);
        else if (entry.Key.StartsWith("config.providers", StringComparison.Ordinal))
            TranslateProvider(entry, state);
        else if (JavaPropertyNames.Renamed.TryGetValue(entry.Key, out var name))
            state.Translated[name] = entry with { Key = name };
        else
            state.Translated[entry.Key] = entry;
    }

    // Java resolves references only of the providers named here. We always resolve those of Kafka's own three providers.
    private static void TranslateProvider(PropertyEntry entry, TranslationState state)
    {
        if (!PropertyReferences.IsOurs(entry))
            state.Refuse(KafkaProblemId.UnsupportedProperty, entry, "config.providers are Java classes; of them gangexit has env, file and directory", "Use ${env:NAME}, ${file:PATH:KEY} or ${directory:PATH:FILE}");
    }

    private static ImmutableArray<string> WarningsOf(TranslationState state) =>
        state.Ignored.Count == 0 ? [] : [$"ignored, because gangexit sets them itself or librdkafka has no equivalent: {string.Join(", ", state.Ignored)}"];
}
