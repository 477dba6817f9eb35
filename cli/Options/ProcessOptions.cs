using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using GangExitStream.Kafka.Topics;
using GangExitStream.Processor;

namespace GangExitStream.Cli.Options;

/// <summary>The options of <c>process</c>.</summary>
internal sealed class ProcessOptions
{
    public Option<string> Group { get; } = new("--group")
    {
        Description = "Consumer group; another one than the default has a changelog of its own",
        HelpName = "G",
        DefaultValueFactory = _ => TopicNames.DefaultGroup,
    };

    public Option<TimeSpan?> Window { get; } = Duration("--window", "Length of the counts' windows, in event time", new ProcessorOptions().Window);

    public Option<TimeSpan?> CommitInterval { get; } = Duration("--commit-interval", "How often results are committed", new ProcessorOptions().CommitInterval);

    public Option<TimeSpan?> SessionTimeout { get; } = Duration("--session-timeout", "A silent instance is taken for dead after this", TimeSpan.FromSeconds(10));

    public Option<string> Attribution { get; } = new Option<string>("--attribution")
    {
        Description = "The rule that gang exits follow: cedes per run (vcore), or per process as the original script (tgid)",
        DefaultValueFactory = _ => "vcore",
    }.AcceptOnlyFromAmong("vcore", "tgid");

    public Option<bool> ExitAtEnd { get; } = new("--exit-at-end")
    {
        Description = "Process up to the end offsets seen at the start, commit, and exit",
    };

    public Option<string?> OutputPrefix { get; } = new("--output-prefix")
    {
        Description = "What the output topics' names start with, if not with the topic prefix: to try a version on the same input",
        HelpName = "P",
    };

    public IEnumerable<Option> All => [Group, Window, CommitInterval, SessionTimeout, Attribution, ExitAtEnd, OutputPrefix];

    /// <summary>A number with its unit: 200ms, 10s, 5m, 1h.</summary>
    private static DerivedOption<TimeSpan?> Duration(string name, string description, TimeSpan standard) => new(name, description, Text(standard))
    {
        HelpName = "TIME",
        CustomParser = Parse,
    };

    private static string Text(TimeSpan time) => time < TimeSpan.FromSeconds(1)
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds}ms")
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds}s");

    private static TimeSpan? Parse(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        var digits = text.TrimEnd("hms".ToCharArray());
        var known = double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number);
        double? milliseconds = text[digits.Length..] switch
        {
            "ms" => 1,
            "s" => 1_000,
            "m" => 60_000,
            "h" => 3_600_000,
            _ => null,
        };
        if (known && number > 0 && milliseconds * number is { } total and < int.MaxValue)
            return TimeSpan.FromMilliseconds(total);
        result.AddError($"'{text}' is no time: a number and ms, s, m or h.");
        return null;
    }
}
