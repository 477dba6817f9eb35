using System.CommandLine;
using System.CommandLine.Invocation;
using GangExitStream.Cli.Commands;
using GangExitStream.Cli.Help;
using GangExitStream.Cli.Memory;
using GangExitStream.Cli.Options;
using GangExitStream.Cli.Options.Connection;
using GangExitStream.Cli.Options.Sources;
using GangExitStream.Cli.Telemetry;
using GangExitStream.Dashboard.Telemetry;

namespace GangExitStream.Cli;

/// <summary>The tool: parses the command line, runs the command, and turns failures into one line and an exit code.</summary>
internal static class App
{
    /// <summary>Environment variable that enables stack traces.</summary>
    public const string DebugVariable = "GANGEXIT_DEBUG";

    public static async Task<int> RunAsync(string[] args, AppIo io)
    {
        var error = io.Error;
        try
        {
            var common = new CommonOptions();
            var line = Commands(io, common, args.FirstOrDefault()).Parse(args, Settings.Parsing);
            var isRun = IsRun(line);
            var settings = new Settings(line, isRun ? Sources(line, common, io) : SettingSources.None);
            error = ErrorOf(settings, io);
            return line.Action is ParseErrorAction || (isRun && settings.Problems.Any())
                ? Refuse(line, settings, common, error)
                : await RunAsync(line, settings, io, error).ConfigureAwait(false);
        }
        catch (IOException e) // the results can't be written, for example because the disk is full
        {
            return Fail(io, error, e.Message, e);
        }
        catch (Exception e) when (e.GetBaseException() is OutOfMemoryException) // also in the constructor of a type, or of a client
        {
            return Fail(io, error, LittleMemory.Exhausted(), e);
        }
        catch (Exception e) // a bug
        {
            return Fail(io, error, $"internal error: {e.GetType().Name}: {e.Message}", e);
        }
    }

    /// <summary>The sources besides the command line: the environment and the file of --config, whose name may be in the environment.</summary>
    public static SettingSources Sources(ParseResult line, CommonOptions common, AppIo io)
    {
        var path = line.GetValue(common.Config) ?? io.Environment(OptionNames.VariableOf(common.Config));
        var sources = new SettingSources(io.Variables, string.IsNullOrEmpty(path) ? null : path);
        sources.Check([.. OptionNames.OptionsOf(line)], () => OptionNames.AllOf(Commands(io, new CommonOptions(), asked: null)));
        return sources;
    }

    // Help needs no settings. `config show` shows those of other commands and reads its own options from the command line only.
    private static bool IsRun(ParseResult line) =>
        (line.Action is ParseErrorAction || line.Action == line.CommandResult.Command.Action) && !OptionNames.Path(line).Any(command => command.Name == ConfigCommand.Name);

    /// <summary>Creates only the requested command, if it is known: start-up time matters for a report.</summary>
    private static RootCommand Commands(AppIo io, CommonOptions common, string? asked)
    {
        (string Name, Func<Command> Make)[] all =
        [
            ("report", () => common.AddConfigTo(VerbosityOptions.AddTo(ReportCommand.Create(io)))),
            ("diff", () => common.AddConfigTo(DiffCommand.Create(io))),
            ("produce", () => common.AddTo(VerbosityOptions.AddTo(ProduceCommand.Create(io, common)))),
            ("process", () => common.AddTo(VerbosityOptions.AddTo(ProcessCommand.Create(io, common)))),
            ("watch", () => common.AddTo(VerbosityOptions.AddTo(WatchCommand.Create(io, common)))),
            ("dashboard", () => common.AddTo(DashboardCommand.Create(io, common))),
            ("topics", () => common.AddTo(TopicsCommand.Create(io, common))),
            ("simulate", () => common.AddTo(SimulateCommand.Create(io, common))),
            ("demo", () => common.AddConfigTo(DemoCommand.Create(io))),
            ("completion", () => CompletionCommand.Create(() => Commands(io, new CommonOptions(), asked: null))),
            ("man", () => CompletionCommand.CreateMan(() => Commands(io, new CommonOptions(), asked: null))),
            (ConfigCommand.Name, () => ConfigCommand.Create(io, all => Commands(io, all, asked: null))),
        ];
        var root = new RootCommand("Finds the gang exits of POWER KVM hosts.");
        foreach (var (name, make) in all)
        {
            if (name == asked || !Array.Exists(all, command => command.Name == asked))
                root.Subcommands.Add(make());
        }
        ExamplesHelp.AddTo(root);
        return root;
    }

    /// <summary>The error output. With a JSON log every line is an event of it, failures included.</summary>
    private static TextWriter ErrorOf(Settings settings, AppIo io) => TelemetryArguments.FormatOf(settings) == LogFormat.Json
        ? new LogLineWriter(LineLogging.Create(io.Error, LogFormat.Json, io.Time).CreateLogger(settings.Command.Name), settings.Command.Name)
        : io.Error;

    private static async Task<int> RunAsync(ParseResult line, Settings settings, AppIo io, TextWriter error)
    {
        using var output = new StreamWriter(io.Output, leaveOpen: true);
        using var interruption = new Interruption(io.Time);
        var configuration = new Invocation
        {
            Settings = settings,
            EnableDefaultExceptionHandler = false,
            Output = output,
            Error = error,
            ProcessTerminationTimeout = null, // Interruption handles signals
        };
        // Not on this thread: a command that blocks it could not be abandoned.
        return await interruption.EndOfAsync(Task.Run(() => line.InvokeAsync(configuration, interruption.Token))).ConfigureAwait(false);
    }

    /// <summary>Reports all problems of the file, the options and the client properties.</summary>
    private static int Refuse(ParseResult line, Settings settings, CommonOptions common, TextWriter error)
    {
        foreach (var problem in settings.Problems.Concat(KafkaSettings.Problems(settings, common)))
            error.WriteLine($"gangexit: {problem}");
        var names = string.Concat(OptionNames.Path(line).Reverse().Skip(1).Select(command => " " + command.Name));
        error.WriteLine($"Try 'gangexit{names} --help'.");
        return ExitCode.Usage;
    }

    private static int Fail(AppIo io, TextWriter error, string message, Exception e)
    {
        error.WriteLine($"gangexit: {message.ReplaceLineEndings(" ")}");
        if (io.Environment(DebugVariable) == "1")
            error.WriteLine(e);
        return ExitCode.Failed;
    }
}
