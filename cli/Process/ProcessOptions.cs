using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using GangExitStream.Cli.Options;
using GangExitStream.Cli.Options.Sources;
using GangExitStream.Kafka;
using GangExitStream.Kafka.Topics;
using GangExitStream.Processor;
using GangExitStream.Processor.Kafka;

namespace GangExitStream.Cli.Process;

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

    public Option<TimeSpan?> SessionTimeout { get; } = Duration(
        "--session-timeout", "A silent instance is taken for dead after this", new ProcessTimeouts().Session, static time => new ProcessTimeouts { Session = time }.Problem());

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

    public Option<string> NativeProduce { get; } = new Option<string>("--native-produce")
    {
        Description = "off: hand outputs over one by one, and not by librdkafka's call for many at once; twice the CPU",
        DefaultValueFactory = _ => "on",
    }.AcceptOnlyFromAmong("on", "off");

    public IEnumerable<Option> All => [Group, Window, CommitInterval, SessionTimeout, Attribution, ExitAtEnd, OutputPrefix, NativeProduce];

    /// <summary>The options of the run.</summary>
    public RunOptions ToRunOptions(Settings settings, KafkaOptions kafka)
    {
        var standard = new ProcessorOptions();
        return new RunOptions
        {
            Kafka = kafka,
            Group = settings.GetValue(Group)!,
            ExitAtEnd = settings.GetValue(ExitAtEnd),
            Timeouts = settings.GetValue(SessionTimeout) is { } session ? new ProcessTimeouts { Session = session } : new ProcessTimeouts(),
            NativeProduce = settings.GetValue(NativeProduce) != "off",
            Processor = standard with
            {
                Attribution = Enum.Parse<Detection.Attribution>(settings.GetValue(Attribution)!, ignoreCase: true),
                Window = settings.GetValue(Window) ?? standard.Window,
                CommitInterval = settings.GetValue(CommitInterval) ?? standard.CommitInterval,
            },
        };
    }

    /// <summary>Creates the option of a duration: a number with its unit, 200ms, 10s, 5m, 1h.</summary>
    private static DerivedOption<TimeSpan?> Duration(string name, string description, TimeSpan standard, Func<TimeSpan, string?>? problem = null) => new(name, description, Text(standard))
    {
        HelpName = "TIME",
        CustomParser = result => Checked(Parse(result), problem, result),
    };

    private static TimeSpan? Checked(TimeSpan? time, Func<TimeSpan, string?>? problem, ArgumentResult result)
    {
        if (time is null || problem?.Invoke(time.Value) is not { } text)
            return time;
        result.AddError($"{result.Tokens[0].Value}: {text}.");
        return null;
    }

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
