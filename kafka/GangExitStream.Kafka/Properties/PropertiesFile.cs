using System.Collections.Immutable;

namespace GangExitStream.Kafka.Properties;

/// <summary>The content of a properties file.</summary>
/// <param name="Entries">The entries in the file's order; a key may occur more than once.</param>
/// <param name="Problems">The lines that could not be read, or the reason why the file could not be read.</param>
public sealed record PropertiesFile(ImmutableArray<PropertyEntry> Entries, ImmutableArray<KafkaProblem> Problems)
{
    internal static PropertiesFile Unreadable(string path, string why) =>
        new([], [new(KafkaProblemId.PropertiesFile, path, why, "Name a Java properties file that this user may read")]);
}
