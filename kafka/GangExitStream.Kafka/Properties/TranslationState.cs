using System.Collections.Immutable;

namespace GangExitStream.Kafka.Properties;

/// <summary>The user's properties while they are translated. Each translation step removes the entries that it handles.</summary>
internal sealed class TranslationState
{
    private readonly Dictionary<string, PropertyEntry> _rest = new(StringComparer.Ordinal);

    public TranslationState(IEnumerable<PropertyEntry> entries)
    {
        foreach (var entry in entries)
            _rest[entry.Key] = Secrets.IsSecret(entry.Key) ? entry : entry with { Value = entry.Value.Trim() };
    }

    public Dictionary<string, PropertyEntry> Translated { get; } = new(StringComparer.Ordinal);

    public ImmutableArray<KafkaProblem>.Builder Problems { get; } = ImmutableArray.CreateBuilder<KafkaProblem>();

    public SortedSet<string> Ignored { get; } = new(StringComparer.Ordinal);

    /// <summary>Removes and returns an entry; null: it does not exist.</summary>
    public PropertyEntry? Take(string key) => _rest.Remove(key, out var entry) ? entry : null;

    /// <summary>Removes and returns all entries whose keys begin with a prefix.</summary>
    public List<PropertyEntry> TakeFamily(string prefix)
    {
        var family = _rest.Values.Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal)).ToList();
        family.ForEach(entry => _rest.Remove(entry.Key));
        return family;
    }

    /// <summary>Removes and returns the remaining entries.</summary>
    public List<PropertyEntry> TakeRest()
    {
        var rest = _rest.Values.ToList();
        _rest.Clear();
        return rest;
    }

    /// <summary>Sets a property of librdkafka, unless the user has set it.</summary>
    public void Set(string key, string value, string place)
    {
        if (!_rest.ContainsKey(key))
            Translated.TryAdd(key, new PropertyEntry(key, value, place));
    }

    public void Refuse(KafkaProblemId id, PropertyEntry entry, string message, string nextStep) =>
        Problems.Add(new KafkaProblem(id, entry.Place, message, nextStep));
}
