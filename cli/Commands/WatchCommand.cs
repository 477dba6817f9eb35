using System.CommandLine;
using GangExitStream.Cli.Options;
using GangExitStream.Cli.Options.Connection;
using GangExitStream.Cli.Options.Sources;
using GangExitStream.Cli.Watch;
using GangExitStream.Cli.Watch.Table;
using GangExitStream.Kafka.Topics;
using GangExitStream.Subscriber;
using GangExitStream.Subscriber.Reading;

namespace GangExitStream.Cli.Commands;

/// <summary><c>gangexit watch exits|counts</c>.</summary>
internal static class WatchCommand
{
    /// <summary>Creates the command with its subcommands.</summary>
    public static Command Create(AppIo io, CommonOptions common)
    {
        var watch = new Command("watch", "Shows gang exits or counts as they are committed: a live table, or JSON lines.");
        watch.Subcommands.Add(Make<GangExit, WatchedExit>("exits", "Every gang exit.", io, common, names => names.GangExits, () => new ExitsTable()));
        watch.Subcommands.Add(Make<GangExitCount, WatchedCount>("counts", "Counts of each VM by window of time.", io, common, names => names.Counts, () => new CountsTable(io.Time)));
        return watch;
    }

    private static Command Make<T, TRecord>(string name, string description, AppIo io, CommonOptions common, Func<TopicNames, string> topic, Func<ITableModel<T>> model)
        where TRecord : struct, IWatchedRecord<T>
    {
        var command = new Command(name, description);
        var arguments = new WatchArguments();
        arguments.AddTo(command);
        common.Tries(command, static (trial, _) => WatchConsumer.Try(trial));
        command.SetAction(async (result, stop) =>
        {
            var settings = Settings.Of(result);
            if (!KafkaSettings.TryOpen(settings, common, out var kafka, out var registry))
                return ExitCode.Usage;
            using var client = registry;
            return await WatchRun.RunAsync<T, TRecord>(arguments.Read(settings, kafka, registry, topic), model, WatchTerminal.Of(io with { Verbosity = VerbosityOptions.Of(settings) }, settings.Output), stop);
        });
        return command;
    }
}
