using GangExitStream.Kafka;
using GangExitStream.Registry;

namespace GangExitStream.Cli.Options;

/// <summary>From --schema-registry and the schema.registry.* properties to a client.</summary>
internal static class RegistrySettings
{
    /// <summary>Null without --schema-registry. Connects on the first request.</summary>
    public static ConfluentRegistry? Open(Settings settings, CommonOptions common, KafkaOptions kafka) =>
        settings.GetValue(common.SchemaRegistry) is { } text && RegistryUrls.TryParse(text) is { } urls
            ? new ConfluentRegistry(new RegistryOptions { Urls = urls, Properties = kafka.RegistryProperties })
            : null;
}
