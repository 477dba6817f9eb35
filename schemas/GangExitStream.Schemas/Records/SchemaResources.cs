using System.Globalization;

namespace GangExitStream.Schemas.Records;

/// <summary>The .avsc files that the assembly contains.</summary>
internal static class SchemaResources
{
    private const string ReleasedFolder = "released/";

    /// <summary>The text of one file.</summary>
    public static string Read(string name)
    {
        using var stream = typeof(SchemaResources).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The assembly lacks its resource {name}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>The text of a released version.</summary>
    public static string ReadReleased(string name, int version) => Read(string.Create(CultureInfo.InvariantCulture, $"{ReleasedFolder}{name}.v{version}.avsc"));

    /// <summary>Names of all released versions of all schemas, in ordinal order.</summary>
    public static IEnumerable<string> ReleasedNames() =>
        typeof(SchemaResources).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(ReleasedFolder, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
}
