using System.CommandLine;
using GangExitStream.Cli.Options;
using GangExitStream.Cli.Options.Connection;
using GangExitStream.Cli.Options.Sources;
using GangExitStream.Cli.Process;
using GangExitStream.Cli.Telemetry;
using GangExitStream.Dashboard.Telemetry;
using GangExitStream.Processor.Kafka;

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
        common.Tries(command, (trial, settings) => KafkaClients.Try(trial, options.ToRunOptions(settings, trial.Options)));
        command.SetAction((result, cancel) => RunAsync(Settings.Of(result), options, common, telemetry, io, cancel));
        return command;
    }

    private static async Task<int> RunAsync(Settings settings, ProcessOptions options, CommonOptions common, TelemetryArguments telemetry, AppIo io, CancellationToken cancel)
    {
        if (!KafkaSettings.TryOpen(settings, common, out var kafka, out var registry))
            return ExitCode.Usage;
        kafka = kafka with { OutputPrefix = settings.GetValue(options.OutputPrefix) };
        using var client = registry;
        var watched = telemetry.Read(settings);
        using var logging = LineLogging.Create(io.Error, watched.LogFormat ?? LogFormat.Text, io.Time, VerbosityOptions.Of(settings));
        return await new ProcessRun(settings, options, kafka, registry, watched, logging.CreateLogger("process"), io).ExecuteAsync(cancel);
    }
}
