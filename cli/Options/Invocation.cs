using System.CommandLine;

namespace GangExitStream.Cli.Options;

/// <summary>The configuration of a command's invocation, including its settings.</summary>
internal sealed class Invocation : InvocationConfiguration
{
    public required Settings Settings { get; init; }
}
