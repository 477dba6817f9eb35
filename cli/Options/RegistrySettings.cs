using GangExitStream.Kafka;
using GangExitStream.Registry;

namespace GangExitStream.Cli.Options;

/// <summary>From --schema-registry and the schema.registry.* properties to a client.</summary>
internal static class RegistrySettings
{
    /// <summary>False, and the problem said, where the properties are wrong. Without --schema-registry there is no client.</summary>
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
