using System.CommandLine;

namespace GangExitStream.Cli.Options;

/// <summary>
/// A command with rules about what goes together. The parser's own validators see the command line only; these see every source.
/// </summary>
/// <param name="name">As it is typed.</param>
/// <param name="description">For the help text.</param>
/// <param name="problems">What is wrong; asked where each option by itself is right.</param>
internal sealed class CheckedCommand(string name, string description, Func<Settings, IEnumerable<string>> problems) : Command(name, description)
{
    public IEnumerable<string> Problems(Settings settings) => problems(settings);
}
