using System.CommandLine;
using GangExitStream.Cli.Options;
using GangExitStream.Detection;
using GangExitStream.Kafka.Topics;
using GangExitStream.Schemas.Registry;
using GangExitStream.Subscriber;

namespace GangExitStream.Cli.Watch;

/// <summary>The options of <c>watch</c> on the command line.</summary>
internal sealed class WatchArguments
{
    private readonly Option<WatchFormat?> _format = new("--format")
    {
        Description = "table: live on a terminal, elsewhere once at the end; json: one object a line [default: table on a terminal, else json]",
        HelpName = "table|json",
    };

    private readonly Option<bool> _fromBeginning = new("--from-beginning")
    {
        Description = "Start at the earliest record [default: at the end as of the start]",
    };

    private readonly Option<bool> _exitAtEnd = new("--exit-at-end")
    {
        Description = "Stop at the end as of the start [default: go on until interrupted]",
    };

    private readonly Option<string?> _host = new("--host") { Description = "Only this host's records", HelpName = "H" };

    private readonly Option<int?> _tgid = new("--tgid") { Description = "Only this VM's records (the process id of its QEMU)", HelpName = "T" };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _format, _fromBeginning, _exitAtEnd, _host, _tgid })
            command.Options.Add(option);
    }

    /// <summary>Null, and the problems said, where the options of Kafka are wrong.</summary>
    public WatchOptions? Read(ParseResult result, CommonOptions common, Func<TopicNames, string> topic)
    {
        if (KafkaSettings.Read(result, common) is not { } kafka)
            return null;
        return new WatchOptions
        {
            Kafka = kafka,
            Topic = topic(kafka.Topics),
            Format = result.GetValue(_format),
            FromBeginning = result.GetValue(_fromBeginning),
            ExitAtEnd = result.GetValue(_exitAtEnd),
            Filter = new RecordFilter(result.GetValue(_host), result.GetValue(_tgid)),
            Registry = result.GetValue(common.SchemaRegistry) is { } url ? SchemaRegistryOptions.TryParse(url.OriginalString) : null,
        };
    }
}
