using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using GangExitStream.Cli.Options;
using GangExitStream.Cli.Options.Sources;
using GangExitStream.Kafka.Topics;

namespace GangExitStream.Cli.Topics;

/// <summary>The options of <c>topics</c>.</summary>
internal sealed class TopicsOptions
{
    public TopicsOptions()
    {
        Partitions.Validators.Add(AtLeastOne);
        ReplicationFactor.Validators.Add(AtLeastOne);
    }

    public Option<int?> Partitions { get; } = new DerivedOption<int?>("--partitions", "Partitions of each topic", $"{TopicPlan.DefaultPartitions}, or what kvm-hv-events has") { HelpName = "N" };

    public Option<short?> ReplicationFactor { get; } = new DerivedOption<short?>("--replication-factor", "Copies of each partition", "3, or the number of brokers if that is less") { HelpName = "N" };

    public Option<string> Group { get; } = new("--group")
    {
        Description = "The processor group whose state topic is meant",
        HelpName = "G",
        DefaultValueFactory = _ => TopicNames.DefaultGroup,
    };

    public Option<string?> OutputPrefix { get; } = new("--output-prefix")
    {
        Description = "As of process: what the output topics' names start with, if not with the topic prefix",
        HelpName = "P",
    };

    public TopicPlan Read(Settings settings, TopicNames names) =>
        new(names, settings.GetValue(Group)!, settings.GetValue(Partitions), settings.GetValue(ReplicationFactor));

    private static void AtLeastOne(OptionResult result)
    {
        if (result.Tokens is [var token] && long.TryParse(token.Value, CultureInfo.InvariantCulture, out var number) && number < 1)
            result.AddError($"{result.Option.Name} must be at least 1.");
    }
}
