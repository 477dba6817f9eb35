using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using GangExitStream.Cli.Options;
using GangExitStream.Cli.Options.Sources;
using GangExitStream.Producer;
using GangExitStream.Producer.Live;
using GangExitStream.Producer.Live.Command;
using GangExitStream.Producer.Live.Tracefs;
using GangExitStream.Producer.Pacing;
using GangExitStream.Producer.Sourcing;
using GangExitStream.Traces;

namespace GangExitStream.Cli.Produce;

/// <summary>The arguments and options of <c>produce</c>.</summary>
internal sealed class ProduceOptions
{
    public const string StandardInput = "-";

    private const string Tracefs = "tracefs";
    private const string Perf = "perf";
    private const int MinBufferKb = 64;
    private const int MaxBufferKb = 1 << 20;

    public Argument<string[]> Traces { get; } = new("TRACE")
    {
        Description = "Traces of any form, published one after the other; - for standard input, as it arrives",
        Arity = ArgumentArity.ZeroOrMore,
    };

    public Option<bool> Live { get; } = new("--live")
    {
        Description = "Record this host (needs root) and publish as it goes, until SIGINT or SIGTERM",
    };

    public Option<string?> Recorder { get; } = RecorderOption();

    /// <summary>Size of each CPU's ring buffer in KiB.</summary>
    public Option<int?> BufferSizeKb { get; } = BufferSizeOption();

    public Option<bool> GuestTimes { get; } = new("--guest-times")
    {
        Description = "With --live: record kvm_guest_enter, too, so that guest exits have the time in the guest (guest_ns): up to twice as many events",
    };

    public Option<bool> Hcalls { get; } = new("--hcalls")
    {
        Description = "With --live: record kvm_hcall_enter, too, and count the hcalls by name, in the closing line and the metrics",
    };

    public Option<string?> LiveCommand { get; } = new DerivedOption<string?>(
        "--live-command",
        $"The command that records for --live: writes a trace to its standard output until SIGINT; {LiveRecorderOptions.ControlPlaceholder} is the path of a pipe for perf's --control=fifo:",
        "perf record -a …")
    {
        HelpName = "CMD",
    };

    /// <summary>The rate of a clock that counts ticks.</summary>
    public Option<long?> ClockHz { get; } = ClockHzOption.Create();

    /// <summary>The tracepoints' system.</summary>
    public Option<string> System { get; } = new("--system")
    {
        Description = "The tracepoints' system, for look-alikes",
        DefaultValueFactory = _ => TraceOptions.Default.System,
        HelpName = "S",
    };

    public Option<string?> Host { get; } = new DerivedOption<string?>("--host", "The recorded host", "the trace's HOSTNAME") { HelpName = "H" };

    public Option<string?> Source { get; } = new DerivedOption<string?>("--source", "Names this trace", "derived from its content") { HelpName = "S" };

    public Option<ReplaySpeed> Speed { get; } = new DerivedOption<ReplaySpeed>("--speed", "1: with the recorded spacing, N: N times as fast, max: as fast as it goes", "max")
    {
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

    public Option<NamedVms?> VmNames { get; } = VmNamesOption.Create();

    public Command AddTo(Command command)
    {
        command.Arguments.Add(Traces);
        foreach (var option in new Option[] { Live, Recorder, BufferSizeKb, GuestTimes, Hcalls, LiveCommand, System, Host, Source, Speed, Registers, RecordedAt, VmNames, ClockHz })
            command.Options.Add(option);
        Host.Validators.Add(NameLength);
        Host.Validators.Add(NoSlash);
        Source.Validators.Add(NameLength);
        return command;
    }

    /// <summary>Options of live recording; null: not requested.</summary>
    public RecorderOptions? ReadLive(Settings settings)
    {
        if (!settings.GetValue(Live))
            return null;
        var system = settings.GetValue(System)!;
        if (settings.GetValue(LiveCommand) is { } text)
            return new LiveRecorderOptions { Command = [.. CommandLineParser.SplitCommandLine(text)] };
        return (settings.GetValue(Recorder) ?? (TracefsOptions.IsMounted ? Tracefs : Perf)) == Perf
            ? new LiveRecorderOptions { Command = LiveRecorderOptions.PerfRecord(system, settings.GetValue(GuestTimes), settings.GetValue(Hcalls)) }
            : new TracefsOptions
            {
                System = system,
                BufferSizeKb = settings.GetValue(BufferSizeKb) ?? TracefsOptions.DefaultBufferSizeKb,
                GuestTimes = settings.GetValue(GuestTimes),
                Hcalls = settings.GetValue(Hcalls),
            };
    }

    public PublishOptions Read(Settings settings) => new()
    {
        DropOldest = settings.GetValue(Live),
        Speed = settings.GetValue(Speed),
        Identity = new IdentityOptions
        {
            Host = settings.GetValue(Host),
            Source = settings.GetValue(Source),
            RecordedAt = settings.GetValue(RecordedAt),
            VmNames = VmNamesOption.NamesOf(settings, VmNames),
            LiveVmName = IsOfThisHost(settings) ? ProcessNames.OfThisHost() is { } names ? names.Find : null : null,
        },
    };

    /// <summary>Whether the recorder records this host: a custom command with another host's name may not, and process ids then belong to that host.</summary>
    private bool IsOfThisHost(Settings settings) =>
        settings.GetValue(Live) && (settings.GetValue(LiveCommand) is null || settings.GetValue(Host) is null);

    /// <summary>Invalid combinations of options from all sources.</summary>
    public IEnumerable<string> Problems(Settings settings)
    {
        var traces = settings.GetValue(Traces)?.Length ?? 0;
        if (TraceNames.Problem(settings.GetValue(Traces) ?? []) is { } problem)
            return [problem];
        return settings.GetValue(Live) ? LiveProblems(settings, traces) : TraceProblems(settings, traces);
    }

    private IEnumerable<string> LiveProblems(Settings settings, int traces)
    {
        if (traces > 0)
            yield return $"{Live.Name} records by itself: it takes no TRACE.";
        if (settings.GetValue(LiveCommand) is { } command && string.IsNullOrWhiteSpace(command))
            yield return $"{LiveCommand.Name} is empty.";
        foreach (var option in new Option[] { Speed, RecordedAt }.Where(settings.IsGiven))
            yield return $"{option.Name} belongs to a recorded trace, not to {Live.Name}.";
        if (settings.GetValue(Recorder) == Tracefs && settings.IsGiven(LiveCommand))
            yield return $"{LiveCommand.Name} records by itself, without {Recorder.Name} {Tracefs}.";
        if (settings.IsGiven(BufferSizeKb) && (settings.GetValue(Recorder) == Perf || settings.IsGiven(LiveCommand)))
            yield return $"{BufferSizeKb.Name} is for {Recorder.Name} {Tracefs}; perf's buffers: -m in {LiveCommand.Name}.";
        foreach (var (option, name) in new[] { (GuestTimes, "kvm_guest_enter"), (Hcalls, "kvm_hcall_enter") })
        {
            if (settings.IsGiven(option) && settings.IsGiven(LiveCommand))
                yield return $"{option.Name}: {LiveCommand.Name} says which events are recorded; add {name} there.";
        }
    }

    private IEnumerable<string> TraceProblems(Settings settings, int traces)
    {
        if (traces == 0)
            yield return "Give a TRACE, - for standard input, or --live.";
        foreach (var option in new Option[] { Recorder, BufferSizeKb, GuestTimes, Hcalls, LiveCommand }.Where(settings.IsGiven))
            yield return $"{option.Name} needs {Live.Name}.";
        if (traces < 2)
            yield break;
        // Two traces with the same source would have the same sequence numbers, so the second would be dropped as a repetition.
        foreach (var option in new Option[] { Source, RecordedAt }.Where(settings.IsGiven))
            yield return $"{option.Name} belongs to one trace; publish the traces one at a time.";
    }

    private static DerivedOption<string?> RecorderOption()
    {
        var option = new DerivedOption<string?>("--recorder", "What records for --live: the kernel's tracefs, or perf record", "tracefs where it is mounted, else perf") { HelpName = $"{Tracefs}|{Perf}" };
        option.AcceptOnlyFromAmong(Tracefs, Perf);
        return option;
    }

    private static DerivedOption<int?> BufferSizeOption()
    {
        var option = new DerivedOption<int?>(
            "--buffer-size-kb", "Memory of each CPU's ring buffer in tracefs: more of it holds longer bursts", TracefsOptions.DefaultBufferSizeKb.ToString(CultureInfo.InvariantCulture))
        { HelpName = "N" };
        option.Validators.Add(static result =>
        {
            if (result.Tokens is [var number] && !(int.TryParse(number.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var kb) && kb is >= MinBufferKb and <= MaxBufferKb))
                result.AddError($"{result.Option.Name} is a number from {MinBufferKb} to {MaxBufferKb}.");
        });
        return option;
    }

    private static void NameLength(OptionResult result)
    {
        const int Longest = 255;
        if (result.Tokens is [{ Value.Length: 0 or > Longest }])
            result.AddError($"{result.Option.Name} needs 1 to {Longest} characters.");
    }

    private static void NoSlash(OptionResult result)
    {
        if (result.Tokens is [var host] && host.Value.Contains('/', StringComparison.Ordinal))
            result.AddError($"{result.Option.Name} is a name without a slash: records are keyed by host/tgid.");
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
