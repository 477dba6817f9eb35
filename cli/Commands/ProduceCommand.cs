using System.CommandLine;
using GangExitStream.Cli.Options;
using GangExitStream.Cli.Options.Connection;
using GangExitStream.Cli.Options.Sources;
using GangExitStream.Cli.Produce;
using GangExitStream.Cli.Telemetry;
using GangExitStream.Producer.Publishing;
using GangExitStream.Traces;
using Microsoft.Extensions.Logging;

namespace GangExitStream.Cli.Commands;

/// <summary><c>gangexit produce</c>.</summary>
internal static class ProduceCommand
{
    /// <summary>The command.</summary>
    public static Command Create(AppIo io, CommonOptions common)
    {
        var options = new ProduceOptions();
        var command = options.AddTo(new CheckedCommand("produce", "Publishes traces to Kafka: complete, in order, and under the same sequence numbers each time.", options.Problems));
        var telemetry = new TelemetryArguments("lines for people");
        telemetry.AddTo(command);
        common.Tries(command, static (trial, _) => EventPublisher.Try(trial));
        command.SetAction((result, stop) => RunAsync(Settings.Of(result), options, common, telemetry, io, stop));
        return command;
    }

    private static async Task<int> RunAsync(Settings settings, ProduceOptions options, CommonOptions common, TelemetryArguments telemetryOptions, AppIo io, CancellationToken stop)
    {
        if (!KafkaSettings.TryOpen(settings, common, out var kafka, out var registry))
            return ExitCode.Usage;
        using var client = registry;
        var telemetry = telemetryOptions.Read(settings);
        var publish = options.Read(settings);
        var job = new ProduceJob
        {
            Kafka = kafka,
            Registry = registry,
            Traces = settings.GetValue(options.Traces)!,
            Live = options.ReadLive(settings),
            Read = TraceOptions.Default with
            {
                System = settings.GetValue(options.System)!,
                ClockHz = settings.GetValue(options.ClockHz),
                OrderWithinVms = publish.Speed.Factor is null, // only a paced replay needs the order of events of different VMs
            },
            Publish = publish,
            Registers = settings.GetValue(options.Registers),
        };
        using var logging = telemetry.LogFormat is { } format ? LineLogging.Create(io.Error, format, io.Time) : null;
        io = Logging(logging, io) with { Verbosity = VerbosityOptions.Of(settings) };
        await using var watch = new ProduceWatch();
        if (await watch.StartAsync(telemetry, io.Environment) is not { } problem)
            return await new ProduceRunner(job, watch, io).RunAsync(stop);
        await io.Error.WriteLineAsync($"gangexit: --metrics-port can't be opened: {problem}");
        return ExitCode.Failed;
    }

    // With a log it runs as a service, otherwise interactively with progress.
    private static AppIo Logging(ILoggerFactory? logging, AppIo io) => logging is not null
        ? io with { Error = new LogLineWriter(logging.CreateLogger("produce"), "produce"), ErrorIsTerminal = false }
        : io;
}
