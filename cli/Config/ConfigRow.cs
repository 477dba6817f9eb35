using GangExitStream.Cli.Options;

namespace GangExitStream.Cli.Config;

/// <summary>One setting as it is in effect.</summary>
/// <param name="Section">The command; <see cref="Common"/> for what all commands that talk to Kafka share.</param>
/// <param name="Key">The option's name without dashes; a client property's behind <c>X.</c></param>
/// <param name="Value">Its value, masked where it is secret; null: none.</param>
/// <param name="Origin">What kind of source it is from.</param>
/// <param name="Place">The source: flag, variable, file and key or line; empty for a default.</param>
internal sealed record ConfigRow(string Section, string Key, string? Value, Origin Origin, string Place)
{
    public const string Common = "common";

    /// <summary>The origin in a word.</summary>
    public string OriginWord => Origin switch
    {
        Origin.Flag => "flag",
        Origin.Environment => "env",
        Origin.File => "file",
        _ => "default",
    };
}
