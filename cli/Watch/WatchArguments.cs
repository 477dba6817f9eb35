using System.CommandLine;
using GangExitStream.Cli.Options;
using GangExitStream.Cli.Options.Sources;
using GangExitStream.Kafka;
using GangExitStream.Kafka.Topics;
using GangExitStream.Schemas.Resolution;
using GangExitStream.Subscriber;

namespace GangExitStream.Cli.Watch;

/// <summary>The options of <c>watch</c> on the command line.</summary>
internal sealed class WatchArguments
{
    private readonly Option<WatchFormat?> _format = new DerivedOption<WatchFormat?>(
        "--format", "table: live on a terminal, elsewhere once at the end; json: one object a line", "table on a terminal, else json")
    {
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

    private readonly Option<string?> _vm = new("--vm") { Description = "Only the records of VMs of this name", HelpName = "NAME" };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _format, _fromBeginning, _exitAtEnd, _host, _tgid, _vm })
            command.Options.Add(option);
    }

    public WatchOptions Read(Settings settings, KafkaOptions kafka, IWriterSchemas? registry, Func<TopicNames, string> topic) => new()
    {
        Kafka = kafka,
        Topic = topic(kafka.Topics),
        Format = settings.GetValue(_format),
        FromBeginning = settings.GetValue(_fromBeginning),
        ExitAtEnd = settings.GetValue(_exitAtEnd),
        Filter = new RecordFilter(settings.GetValue(_host), settings.GetValue(_tgid), settings.GetValue(_vm)),
        Registry = registry,
    };
}
