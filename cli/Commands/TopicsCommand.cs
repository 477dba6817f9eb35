using System.CommandLine;
using GangExitStream.Cli.Options.Connection;
using GangExitStream.Cli.Options.Sources;
using GangExitStream.Cli.Topics;
using GangExitStream.Kafka;
using GangExitStream.Kafka.Topics;

namespace GangExitStream.Cli.Commands;

/// <summary><c>gangexit topics create|describe</c>.</summary>
internal static class TopicsCommand
{
    /// <summary>Creates the command with its subcommands.</summary>
    public static Command Create(AppIo io, CommonOptions common)
    {
        var topics = new Command("topics", "Makes, checks and shows the pipeline's topics.");
        var options = new TopicsOptions();
        topics.Subcommands.Add(Make(options, common, io));
        topics.Subcommands.Add(Describe(options, common, io));
        return topics;
    }

    private static Command Make(TopicsOptions options, CommonOptions common, AppIo io)
    {
        var command = new Command("create", "Makes the topics that aren't there; those that are must agree.")
        {
            options.Partitions, options.ReplicationFactor, options.Group, options.OutputPrefix,
        };
        command.SetAction((result, cancel) => Run(Settings.Of(result), options, common, io, (admin, names) => admin.CreateAsync(options.Read(Settings.Of(result), names), cancel), cancel));
        return command;
    }

    private static Command Describe(TopicsOptions options, CommonOptions common, AppIo io)
    {
        var command = new Command("describe", "Shows the topics, and how they break the contract.") { options.Group, options.OutputPrefix };
        command.SetAction((result, cancel) => Run(Settings.Of(result), options, common, io, (admin, names) => admin.CheckAsync(options.Read(Settings.Of(result), names).All, cancel), cancel));
        return command;
    }

    private static async Task<int> Run(Settings settings, TopicsOptions options, CommonOptions common, AppIo io, Func<TopicAdmin, TopicNames, Task<TopicsResult>> request, CancellationToken cancel)
    {
        if (KafkaSettings.Read(settings, common) is not { } kafka)
            return ExitCode.Usage;
        using var admin = new TopicAdmin(kafka, KafkaLogging.None);
        TopicsResult found;
        try
        {
            found = await request(admin, kafka.Topics with { OutputPrefix = settings.GetValue(options.OutputPrefix) });
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            await settings.Error.WriteLineAsync("gangexit: interrupted");
            return ExitCode.Failed;
        }
        TopicsTable.Write(found, settings.Output, colours: io.OutputColumns is not null && !io.NoColor);
        foreach (var problem in found.Problems)
            await settings.Error.WriteLineAsync(problem.ToString());
        return found.IsGood ? ExitCode.Done : ExitCode.Failed;
    }
}
