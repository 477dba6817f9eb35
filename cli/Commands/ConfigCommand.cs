using System.CommandLine;
using GangExitStream.Cli.Config;
using GangExitStream.Cli.Options.Connection;

namespace GangExitStream.Cli.Commands;

/// <summary><c>gangexit config show</c>: the settings of commands, with their sources.</summary>
internal static class ConfigCommand
{
    public const string Name = "config";

    /// <param name="io">The environment.</param>
    /// <param name="commands">Creates all commands with these common options.</param>
    public static Command Create(AppIo io, Func<CommonOptions, RootCommand> commands)
    {
        var words = new Argument<string[]>("COMMAND")
        {
            Description = "The command, and options to try with it: process --window 5s [default: every command]",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var format = new Option<string>("--format") { Description = "table, or json: one object a line", DefaultValueFactory = _ => "table" };
        var show = new Command("show", "Shows each option's value and where it is from: command line, environment, file or default. Secrets are masked.")
        {
            words, format.AcceptOnlyFromAmong("table", "json"),
        };
        show.SetAction(result => new ConfigShow(io, commands).Run(
            result.GetValue(words) ?? [], result.GetValue(format) == "json", result.InvocationConfiguration.Output, result.InvocationConfiguration.Error));
        return new Command(Name, "Shows the configuration.") { show };
    }
}
