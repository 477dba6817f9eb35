using System.CommandLine;

namespace GangExitStream.Cli.Options;

/// <summary>What a command is started with, its settings among it.</summary>
internal sealed class Invocation : InvocationConfiguration
{
    public required Settings Settings { get; init; }
}
