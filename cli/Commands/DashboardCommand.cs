using System.CommandLine;
using GangExitStream.Cli.Dashboard;
using GangExitStream.Cli.Options.Connection;
using GangExitStream.Cli.Options.Sources;
using GangExitStream.Kafka;
using GangExitStream.Schemas.Resolution;
using GangExitStream.Subscriber;
using GangExitStream.Subscriber.Reading;

namespace GangExitStream.Cli.Commands;

/// <summary><c>gangexit dashboard</c>: the fleet's page.</summary>
internal static class DashboardCommand
{
    public static Command Create(AppIo io, CommonOptions common)
    {
        var arguments = new DashboardArguments();
        var command = new Command("dashboard", "Serves the fleet's page: what gang exits cost which VM, when, and why; live from the counts topic, its history included.");
        arguments.AddTo(command);
        common.Tries(command, static (trial, _) => WatchConsumer.Try(trial));
        command.SetAction(async (result, stop) =>
        {
            var settings = Settings.Of(result);
            if (!KafkaSettings.TryOpen(settings, common, out var kafka, out var registry))
                return ExitCode.Usage;
            using var client = registry;
            return await new DashboardRun(arguments.Read(settings), Topic(kafka, registry), io).RunAsync(stop);
        });
        return command;
    }

    private static WatchOptions Topic(KafkaOptions kafka, IWriterSchemas? registry) => new()
    {
        Kafka = kafka,
        Topic = kafka.Topics.Counts,
        FromBeginning = true,
        Filter = new RecordFilter(null, null),
        Registry = registry,
    };
}
