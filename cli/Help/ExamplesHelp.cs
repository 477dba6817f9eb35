using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using GangExitStream.Cli.Options.Sources;

namespace GangExitStream.Cli.Help;

/// <summary>The library's help text followed by examples.</summary>
internal sealed class ExamplesHelp(SynchronousCommandLineAction inner) : SynchronousCommandLineAction
{
    /// <summary>Replaces the help action of a root command.</summary>
    public static void AddTo(RootCommand root)
    {
        foreach (var option in root.Options.OfType<HelpOption>())
        {
            if (option.Action is SynchronousCommandLineAction action)
                option.Action = new ExamplesHelp(action);
        }
    }

    public override int Invoke(ParseResult parseResult)
    {
        var exit = inner.Invoke(parseResult);
        var path = string.Join(' ', OptionNames.Path(parseResult).Reverse().Skip(1).Select(static command => command.Name).Prepend(CommandNode.Program));
        var examples = CommandExamples.Of(path);
        if (examples.Count == 0)
            return exit;
        var output = parseResult.InvocationConfiguration.Output;
        output.WriteLine("Examples:");
        foreach (var (line, what) in examples)
            output.WriteLine($"  {line}\n      {what}");
        output.WriteLine();
        return exit;
    }
}
