using GangExitStream.Cli.Options.Sources;

namespace GangExitStream.Cli.Config;

/// <summary>One effective setting.</summary>
/// <param name="Section">The command; <see cref="Common"/>: shared by all commands that connect to Kafka.</param>
/// <param name="Key">The option's name without dashes; <c>X.</c> and a client property's name.</param>
/// <param name="Value">Its value, masked if secret; null: none.</param>
/// <param name="Origin">The kind of its source.</param>
/// <param name="Place">The source: flag, variable, file and key or line; empty for a default.</param>
internal sealed record ConfigRow(string Section, string Key, string? Value, Origin Origin, string Place)
{
    public const string Common = "common";

    /// <summary>The name of the origin.</summary>
    public string OriginWord => Origin switch
    {
        Origin.Flag => "flag",
        Origin.Environment => "env",
        Origin.File => "file",
        _ => "default",
    };
}
