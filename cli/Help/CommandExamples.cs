namespace GangExitStream.Cli.Help;

/// <summary>Examples for --help and the man page. A test parses each line.</summary>
internal static class CommandExamples
{
    private static readonly Dictionary<string, (string Line, string What)[]> ByCommand = new(StringComparer.Ordinal)
    {
        ["gangexit"] =
        [
            ("gangexit report perf.data", "which VMs suffer gang exits, and from what"),
            ("gangexit demo", "the whole pipeline in this process, with nothing to set up"),
        ],
        ["gangexit report"] =
        [
            ("gangexit report perf.data", "a table of the VMs, the worst first"),
            ("gangexit report --by time --tgid 14000 perf.data", "when one VM's gang exits came"),
            ("gangexit report --html report.html perf.data", "a page to attach to a bug report"),
            ("gangexit report --format json before/*.data", "an object a trace, for jq"),
        ],
        ["gangexit diff"] = [("gangexit diff before.data after.data", "did the tuning help, and is it more than noise")],
        ["gangexit produce"] =
        [
            ("gangexit produce perf.data --bootstrap-server kafka:9092", "publish a recording"),
            ("gangexit produce --live --host $(hostname)", "record and publish until it is stopped"),
            ("gangexit produce perf.data --speed 1", "replay with the recorded spacing"),
        ],
        ["gangexit process"] =
        [
            ("gangexit process --bootstrap-server kafka:9092", "find gang exits until it is stopped"),
            ("gangexit process --exit-at-end", "up to what is there now, then exit"),
        ],
        ["gangexit watch"] = [("gangexit watch counts", "a live table of the VMs")],
        ["gangexit watch counts"] =
        [
            ("gangexit watch counts", "a live table of the VMs; q quits, s sorts, / filters"),
            ("gangexit watch counts --from-beginning --exit-at-end --format json", "all windows as JSON lines"),
        ],
        ["gangexit watch exits"] = [("gangexit watch exits --host power8-a --format json", "one host's gang exits as JSON lines")],
        ["gangexit topics"] = [("gangexit topics create --partitions 12 --replication-factor 3", "the topics that everything else needs")],
        ["gangexit topics create"] = [("gangexit topics create --partitions 12 --replication-factor 3", "the topics that everything else needs")],
        ["gangexit simulate"] = [("gangexit simulate --vms 40 --seconds 10 --output fleet.perf.data", "a recording to try things on, and its true counts")],
        ["gangexit completion"] = [("source <(gangexit completion bash)", "for this shell; put it into ~/.bashrc for all")],
    };

    /// <summary>The examples of a command; may be empty.</summary>
    public static IReadOnlyList<(string Line, string What)> Of(string path) => ByCommand.GetValueOrDefault(path) ?? [];

    /// <summary>All examples, each with its command.</summary>
    public static IEnumerable<(string Path, string Line)> All => ByCommand.SelectMany(static pair => pair.Value.Select(example => (pair.Key, example.Line)));
}
