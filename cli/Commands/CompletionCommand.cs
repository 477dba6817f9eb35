using System.CommandLine;
using GangExitStream.Cli.Help;

namespace GangExitStream.Cli.Commands;

/// <summary><c>gangexit completion</c> and <c>gangexit man</c>: texts generated from the commands.</summary>
internal static class CompletionCommand
{
    /// <summary>Creates the command that prints completion scripts.</summary>
    public static Command Create(Func<Command> commands)
    {
        var completion = new Command("completion", "Prints a script by which a shell completes gangexit's commands and options.");
        completion.Subcommands.Add(Make("bash", "For bash: source <(gangexit completion bash)", commands, CompletionScripts.Bash));
        completion.Subcommands.Add(Make("zsh", "For zsh: put it into a folder of $fpath as _gangexit", commands, CompletionScripts.Zsh));
        completion.Subcommands.Add(Make("fish", "For fish: put it into ~/.config/fish/completions/gangexit.fish", commands, CompletionScripts.Fish));
        return completion;
    }

    /// <summary>Creates the command that prints the man page.</summary>
    public static Command CreateMan(Func<Command> commands) => Make("man", "Prints the man page: gangexit man | man -l -", commands, ManPage.Of);

    private static Command Make(string name, string description, Func<Command> commands, Func<Command, string> text)
    {
        var command = new Command(name, description);
        command.SetAction(line =>
        {
            line.InvocationConfiguration.Output.Write(text(commands()));
            return ExitCode.Done;
        });
        return command;
    }
}
