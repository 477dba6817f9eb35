using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using GangExitStream.Detection;
using GangExitStream.Producer;
using GangExitStream.Producer.Live;
using GangExitStream.Producer.Pacing;
using GangExitStream.Producer.Sourcing;
using GangExitStream.Traces;

namespace GangExitStream.Cli.Options;

/// <summary>The arguments and options of <c>produce</c>.</summary>
internal sealed class ProduceOptions
{
    public const string StandardInput = "-";

    public Argument<string[]> Traces { get; } = new("TRACE")
    {
        Description = "Traces of any form, published one after the other; - for standard input, as it arrives",
        Arity = ArgumentArity.ZeroOrMore,
    };

    public Option<bool> Live { get; } = new("--live")
    {
        Description = "Record this host with perf record (needs root) and publish as it goes, until SIGINT or SIGTERM",
    };

    public Option<string?> LiveCommand { get; } = new("--live-command")
    {
        Description = $"The recorder for --live: writes a trace to its standard output until SIGINT; {LiveRecorderOptions.ControlPlaceholder} is the path of a pipe for perf's --control=fifo: [default: perf record -a …]",
        HelpName = "CMD",
    };

    public Option<string> System { get; } = new("--system")
    {
        Description = "The tracepoints' system, for look-alikes",
        DefaultValueFactory = _ => TraceOptions.Default.System,
        HelpName = "S",
    };

    public Option<string?> Host { get; } = new("--host")
    {
        Description = "The recorded host [default: the trace's HOSTNAME]",
        HelpName = "H",
    };

    public Option<string?> Source { get; } = new("--source")
    {
        Description = "Names this trace [default: derived from its content]",
        HelpName = "S",
    };

    public Option<ReplaySpeed> Speed { get; } = new("--speed")
    {
        Description = "1: with the recorded spacing, N: N times as fast, max: as fast as it goes [default: max]",
        HelpName = "N|max",
        CustomParser = ParseSpeed,
    };

    public Option<bool> Registers { get; } = new("--registers")
    {
        Description = "Publish the guest's pc and msr, too: doubles the size",
    };

    public Option<DateTimeOffset?> RecordedAt { get; } = new("--recorded-at")
    {
        Description = "Wall time of the first event where the trace doesn't know it, such as 2026-03-01T14:30:00+01:00 (UTC without a zone)",
        HelpName = "TIME",
        CustomParser = ParseTime,
    };

    public Command AddTo(Command command)
    {
        command.Arguments.Add(Traces);
        foreach (var option in new Option[] { Live, LiveCommand, System, Host, Source, Speed, Registers, RecordedAt })
            command.Options.Add(option);
        command.Validators.Add(TracesOrLive);
        command.Validators.Add(OneTraceOnly);
        command.Validators.Add(NoEmptyNames);
        return command;
    }

    /// <summary>How to record live; null: not at all.</summary>
    public LiveRecorderOptions? ReadLive(ParseResult result)
    {
        if (!result.GetValue(Live))
            return null;
        var command = result.GetValue(LiveCommand) is { } text
            ? [.. CommandLineParser.SplitCommandLine(text)]
            : LiveRecorderOptions.PerfRecord(result.GetValue(System)!);
        return new LiveRecorderOptions { Command = command };
    }

    public PublishOptions Read(ParseResult result) => new()
    {
        DropOldest = result.GetValue(Live),
        Speed = result.GetValue(Speed),
        Identity = new IdentityOptions
        {
            Host = result.GetValue(Host),
            Source = result.GetValue(Source),
            RecordedAt = result.GetValue(RecordedAt),
        },
    };

    private void TracesOrLive(CommandResult result)
    {
        var traces = result.GetResult(Traces)?.Tokens.Count ?? 0;
        if (!result.GetValue(Live))
        {
            if (traces == 0)
                result.AddError("Give a TRACE, - for standard input, or --live.");
            if (result.GetResult(LiveCommand) is { Implicit: false })
                result.AddError($"{LiveCommand.Name} needs {Live.Name}.");
            return;
        }
        if (traces > 0)
            result.AddError($"{Live.Name} records by itself: it takes no TRACE.");
        if (result.GetValue(LiveCommand) is { } command && string.IsNullOrWhiteSpace(command))
            result.AddError($"{LiveCommand.Name} is empty.");
        foreach (var option in new Option[] { Speed, RecordedAt })
        {
            if (result.GetResult(option) is { Implicit: false })
                result.AddError($"{option.Name} belongs to a recorded trace, not to {Live.Name}.");
        }
    }

    // Two traces under one name would take each other's sequence numbers, and so be taken for repetitions.
    private void OneTraceOnly(CommandResult result)
    {
        if (result.GetResult(Traces) is not { Tokens.Count: > 1 })
            return;
        foreach (var option in new Option[] { Source, RecordedAt })
        {
            if (result.GetResult(option) is { Implicit: false })
                result.AddError($"{option.Name} belongs to one trace; publish the traces one at a time.");
        }
    }

    private void NoEmptyNames(CommandResult result)
    {
        const int LongestName = 255;
        foreach (var option in new[] { Host, Source })
        {
            if (result.GetResult(option) is { Implicit: false, Tokens: [{ Value.Length: 0 or > LongestName }] })
                result.AddError($"{option.Name} needs 1 to {LongestName} characters.");
        }
    }

    internal static ReplaySpeed ParseSpeed(ArgumentResult result)
    {
        if (!ReplaySpeed.TryParse(result.Tokens[0].Value, out var speed))
            result.AddError("--speed is max or a number above 0.");
        return speed;
    }

    private static DateTimeOffset? ParseTime(ArgumentResult result)
    {
        string[] formats = ["yyyy-MM-ddTHH:mm:ss.FFFFFFFK", "yyyy-MM-ddTHH:mmK", "yyyy-MM-dd"];
        if (DateTimeOffset.TryParseExact(result.Tokens[0].Value, formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
            return time;
        result.AddError("--recorded-at is a time such as 2026-03-01T14:30:00+01:00.");
        return null;
    }
}
