using System.Collections.Immutable;

namespace GangExitStream.Kafka.Properties;

/// <summary>What was read of a properties file.</summary>
/// <param name="Entries">In the file's order; a key may come more than once.</param>
/// <param name="Problems">What couldn't be read.</param>
public sealed record PropertiesFile(ImmutableArray<PropertyEntry> Entries, ImmutableArray<KafkaProblem> Problems)
{
    internal static PropertiesFile Unreadable(string path, string why) =>
        new([], [new(KafkaProblemId.PropertiesFile, path, why, "Name a Java properties file that this user may read")]);
}
