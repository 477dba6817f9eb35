using System.CommandLine;
using GangExitStream.Cli.Options;
using GangExitStream.Detection;
using GangExitStream.Kafka;
using GangExitStream.Kafka.Topics;

namespace GangExitStream.Cli.Commands;

/// <summary><c>gangexit topics create|describe</c>.</summary>
internal static class TopicsCommand
{
    /// <summary>The command with its two.</summary>
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
        command.SetAction((result, cancel) => Run(result, options, common, io, (admin, names) => admin.CreateAsync(options.Read(result, names), cancel)));
        return command;
    }

    private static Command Describe(TopicsOptions options, CommonOptions common, AppIo io)
    {
        var command = new Command("describe", "Shows the topics, and how they break the contract.") { options.Group, options.OutputPrefix };
        command.SetAction((result, cancel) => Run(result, options, common, io, (admin, names) => admin.CheckAsync(options.Read(result, names).All, cancel)));
        return command;
    }

    private static async Task<int> Run(ParseResult result, TopicsOptions options, CommonOptions common, AppIo io, Func<TopicAdmin, TopicNames, Task<TopicsResult>> request)
    {
        if (KafkaSettings.Read(result, common) is not { } kafka)
            return ExitCode.Usage;
        using var admin = new TopicAdmin(kafka, KafkaLogging.None);
        var found = await request(admin, kafka.Topics with { OutputPrefix = result.GetValue(options.OutputPrefix) });
        TopicsTable.Write(found, result.InvocationConfiguration.Output, colours: io.OutputColumns is not null && !io.NoColor);
        foreach (var problem in found.Problems)
            await result.InvocationConfiguration.Error.WriteLineAsync(problem.ToString());
        return found.IsGood ? ExitCode.Done : ExitCode.Failed;
    }
}
