using GangExitStream.Cli.Options.Sources;
using GangExitStream.Kafka;
using GangExitStream.Registry;

namespace GangExitStream.Cli.Options.Connection;

/// <summary>Creates the registry's client from --schema-registry and the schema.registry.* properties.</summary>
internal static class RegistrySettings
{
    /// <summary>Opens the client; null without --schema-registry. False: the properties are invalid, and the problem was written.</summary>
    public static bool TryOpen(Settings settings, CommonOptions common, KafkaOptions kafka, out ConfluentRegistry? registry)
    {
        registry = null;
        if (settings.GetValue(common.SchemaRegistry) is not { } text || RegistryUrls.TryParse(text) is not { } urls)
            return true;
        try
        {
            registry = new ConfluentRegistry(new RegistryOptions { Urls = urls, Properties = kafka.RegistryProperties });
            return true;
        }
        catch (Exception e) when (e is ArgumentException or IOException or UnauthorizedAccessException or System.Security.Cryptography.CryptographicException)
        {
            settings.Error.WriteLine(new KafkaProblem(KafkaProblemId.PropertyValue, "schema.registry.*", e.Message.TrimEnd('.'), "Correct the property, or the file that it names"));
            return false;
        }
    }
}
