using System.CommandLine;
using GangExitStream.Cli.Options;
using GangExitStream.Cli.Produce;
using GangExitStream.Traces;

namespace GangExitStream.Cli.Commands;

/// <summary><c>gangexit produce</c>.</summary>
internal static class ProduceCommand
{
    /// <summary>The command.</summary>
    public static Command Create(AppIo io, CommonOptions common)
    {
        var options = new ProduceOptions();
        var command = options.AddTo(new Command("produce", "Publishes traces to Kafka: complete, in order, and under the same sequence numbers each time."));
        command.SetAction((result, stop) => RunAsync(result, options, common, io, stop));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult result, ProduceOptions options, CommonOptions common, AppIo io, CancellationToken stop)
    {
        if (KafkaSettings.Read(result, common) is not { } kafka)
            return ExitCode.Usage;
        var job = new ProduceJob
        {
            Kafka = kafka,
            Registry = result.GetValue(common.SchemaRegistry),
            Traces = result.GetValue(options.Traces)!,
            Live = options.ReadLive(result),
            Read = TraceOptions.Default with { System = result.GetValue(options.System)! },
            Publish = options.Read(result),
            Registers = result.GetValue(options.Registers),
        };
        return await new ProduceRunner(job, io).RunAsync(stop);
    }
}
