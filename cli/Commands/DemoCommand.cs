using System.CommandLine;
using System.CommandLine.Parsing;
using GangExitStream.Cli.Dashboard;
using GangExitStream.Cli.Demo;
using GangExitStream.Cli.Options;
using GangExitStream.Cli.Options.Sources;
using GangExitStream.Cli.Produce;
using GangExitStream.Producer.Pacing;

namespace GangExitStream.Cli.Commands;

/// <summary><c>gangexit demo</c>: the whole pipeline in this process.</summary>
internal static class DemoCommand
{
    private static readonly Argument<string?> Trace = new("TRACE")
    {
        Arity = ArgumentArity.ZeroOrOne,
        Description = "A trace of any form and size; - is standard input [default: a recording of a POWER8 that is built in]",
    };

    private static readonly Option<ReplaySpeed?> Speed = new DerivedOption<ReplaySpeed?>(
        "--speed", "1: with the recorded spacing, N: N times as fast, max: as fast as it goes", $"max; the built-in recording on a terminal: {DemoTrace.SampleSpeed}")
    {
        HelpName = "N|max",
        CustomParser = result => ProduceOptions.ParseSpeed(result),
    };

    private static readonly Option<string> System = new("--system")
    {
        Description = "The tracepoints' system, for look-alikes",
        DefaultValueFactory = _ => "kvm_hv",
    };

    private static readonly Option<bool> Dashboard = new("--dashboard") { Description = "Serve the fleet's page, too, until interrupted" };

    public static Command Create(AppIo io)
    {
        var port = new DashboardArguments();
        var command = new Command("demo",
            "Runs the whole pipeline in this process, with nothing to set up: producer, a broker that is built in, processor and a live view. "
            + "Ends in what the output topics say, and whether report says the same: exit 0 the same, 1 not, 3 the same, but the trace is damaged or lossy.")
        {
            Trace, Speed, System, Dashboard,
        };
        port.AddTo(command);
        command.Validators.Add(Validate);
        command.SetAction((parsed, stop) => new DemoRun(Options(Settings.Of(parsed), port), io).RunAsync(stop));
        return command;
    }

    private static void Validate(CommandResult result)
    {
        if (TraceNames.Problem(result.GetValue(Trace)) is { } problem)
            result.AddError(problem);
        UnknownWord.RefuseOptions(result, result.GetValue(Trace));
    }

    private static DemoOptions Options(Settings parsed, DashboardArguments port) => new()
    {
        Trace = parsed.GetValue(Trace),
        Speed = parsed.GetValue(Speed),
        System = parsed.GetRequiredValue(System),
        Dashboard = parsed.GetValue(Dashboard) ? port.Read(parsed) : null,
    };
}
