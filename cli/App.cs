using System.CommandLine;
using System.CommandLine.Invocation;
using GangExitStream.Cli.Commands;
using GangExitStream.Cli.Options;
using GangExitStream.Detection;

namespace GangExitStream.Cli;

/// <summary>The tool: parses the command line, runs the command, turns what goes wrong into one line and an exit code.</summary>
internal static class App
{
    /// <summary>Environment variable that asks for stack traces.</summary>
    public const string DebugVariable = "GANGEXIT_DEBUG";

    public static async Task<int> RunAsync(string[] args, AppIo io)
    {
        try
        {
            var common = new CommonOptions();
            var root = Commands(io, common, args.FirstOrDefault());
            var expanded = Expansion(io, common, args).Expand(root, args);
            common.Given = expanded.Given;
            var parsed = root.Parse(expanded.Arguments, ArgumentExpansion.Parsing);
            return parsed.Action is ParseErrorAction || expanded.Problems.Count > 0
                ? Refuse(parsed, expanded, common, io)
                : await RunAsync(parsed, io).ConfigureAwait(false);
        }
        catch (IOException e) // the results can't be written: a full disk, say
        {
            return Fail(io, e.Message, e);
        }
        catch (Exception e) // a fault of ours
        {
            return Fail(io, $"internal error: {e.GetType().Name}: {e.Message}", e);
        }
    }

    // `config show` shows what others are given; its own options are only its own.
    private static ArgumentExpansion Expansion(AppIo io, CommonOptions common, string[] args) =>
        new(common.Config, args.FirstOrDefault() == "config" ? static _ => null : io.Environment, () => Commands(io, new CommonOptions(), asked: null));

    /// <summary>Only the command that is asked for is made, if it is known: a report's start-up is what users wait for.</summary>
    private static RootCommand Commands(AppIo io, CommonOptions common, string? asked)
    {
        (string Name, Func<Command> Make)[] all =
        [
            ("report", () => common.AddConfigTo(ReportCommand.Create(io))),
            ("produce", () => common.AddTo(ProduceCommand.Create(io, common))),
            ("process", () => common.AddTo(ProcessCommand.Create(io, common))),
            ("watch", () => common.AddTo(WatchCommand.Create(io, common))),
            ("topics", () => common.AddTo(TopicsCommand.Create(io, common))),
            ("simulate", () => common.AddTo(SimulateCommand.Create(io, common))),
            ("demo", () => DemoCommand.Create(io)),
            ("config", () => ConfigCommand.Create(io, all => Commands(io, all, asked: null))),
        ];
        var root = new RootCommand("Finds the gang exits of POWER KVM hosts.");
        foreach (var (name, make) in all)
        {
            if (name == asked || !Array.Exists(all, command => command.Name == asked))
                root.Subcommands.Add(make());
        }
        return root;
    }

    private static async Task<int> RunAsync(ParseResult parsed, AppIo io)
    {
        using var output = new StreamWriter(io.Output, leaveOpen: true);
        using var interruption = new Interruption(io.Time);
        var configuration = new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,
            Output = output,
            Error = io.Error,
            ProcessTerminationTimeout = null, // signals are Interruption's
        };
        // Not on this thread: a command that blocks it at first could not be given up.
        return await interruption.EndOfAsync(Task.Run(() => parsed.InvokeAsync(configuration, interruption.Token))).ConfigureAwait(false);
    }

    /// <summary>Everything that is wrong, whatever gave it: the file, the options, the client properties.</summary>
    private static int Refuse(ParseResult parsed, ExpandedArguments expanded, CommonOptions common, AppIo io)
    {
        foreach (var problem in expanded.Problems.Concat(expanded.Describe(parsed)).Concat(KafkaSettings.Problems(parsed, common)))
            io.Error.WriteLine($"gangexit: {problem}");
        var names = string.Concat(ArgumentExpansion.Path(parsed).Reverse().Skip(1).Select(command => " " + command.Name));
        io.Error.WriteLine($"Try 'gangexit{names} --help'.");
        return ExitCode.Usage;
    }

    private static int Fail(AppIo io, string message, Exception e)
    {
        io.Error.WriteLine($"gangexit: {message.ReplaceLineEndings(" ")}");
        if (Environment.GetEnvironmentVariable(DebugVariable) == "1")
            io.Error.WriteLine(e);
        return ExitCode.Failed;
    }
}
