using System.CommandLine;
using GangExitStream.Cli.Options;
using GangExitStream.Cli.Process;
using GangExitStream.Cli.Telemetry;
using GangExitStream.Detection;

namespace GangExitStream.Cli.Commands;

/// <summary><c>gangexit process</c>: events in, gang exits and counts out, exactly once.</summary>
internal static class ProcessCommand
{
    public static Command Create(AppIo io, CommonOptions common)
    {
        var options = new ProcessOptions();
        var telemetry = new TelemetryArguments("text");
        var command = new Command("process", "Finds gang exits in kvm-hv-events, exactly once; run as many instances as the fleet needs.");
        foreach (var option in options.All)
            command.Options.Add(option);
        telemetry.AddTo(command);
        command.SetStoppableAction(async (result, cancel) => KafkaSettings.Read(result, common) is { } kafka
            ? await new ProcessRun(result, options, common, kafka with { OutputPrefix = result.GetValue(options.OutputPrefix) }, telemetry.Read(result), io).ExecuteAsync(cancel)
            : ExitCode.Usage);
        return command;
    }
}
