using System.CommandLine;
using GangExitStream.Cli.Options.Sources;

namespace GangExitStream.Cli.Options;

/// <summary>
/// A command with rules for combinations of options. The parser's validators see the command line only, these see all sources.
/// </summary>
/// <param name="name">The name.</param>
/// <param name="description">For the help text.</param>
/// <param name="problems">Returns the problems; called if each option by itself is valid.</param>
internal sealed class CheckedCommand(string name, string description, Func<Settings, IEnumerable<string>> problems) : Command(name, description)
{
    public IEnumerable<string> Problems(Settings settings) => problems(settings);
}
