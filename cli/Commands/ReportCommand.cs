using System.CommandLine;
using System.CommandLine.Parsing;
using GangExitStream.Cli.Options;
using GangExitStream.Cli.Options.Sources;
using GangExitStream.Cli.Report;
using GangExitStream.Reporting;
using GangExitStream.Traces;

namespace GangExitStream.Cli.Commands;

/// <summary><c>gangexit report</c>: its arguments and options.</summary>
internal static class ReportCommand
{
    private static readonly Argument<string[]> Traces = new("TRACE")
    {
        Arity = ArgumentArity.OneOrMore,
        Description = "perf.data (file, pipe, folder), trace.dat, or the text of perf script, ftrace or trace-cmd report; - is standard input",
    };

    private static readonly Option<string> Format = Choice(
        "--format", "How to write; script: as perf script -s gang_exits.py does, per tgid, whatever --by and --attribution say", "table", "json", "csv", "script");

    private static readonly Option<string> Attribution = Choice(
        "--attribution", "Whose cedes count: the run's own (vcore), or the whole process' as the original script has it (tgid)", "vcore", "tgid");

    private static readonly Option<string> By = Choice("--by", "What a row is", "vm", "vcore", "trap", "time", "cpu", "exit");

    private static readonly Option<string> System = new("--system")
    {
        Description = "The tracepoints' system, for look-alikes",
        DefaultValueFactory = _ => "kvm_hv",
    };

    private static readonly Option<int[]> Tgids = new("--tgid")
    {
        Description = "Only this VM (the process id of its QEMU); repeatable [default: all]",
        HelpName = "T",
    };

    private static readonly Option<string?> VcoreStride = new Option<string?>("--vcore-stride")
    {
        Description = "Vcpu ids a vcore (QEMU's vsmt) [default: inferred for each VM]",
        HelpName = "N",
    }.AcceptOnlyFromAmong("1", "2", "4", "8");

    private static readonly Option<TraceTime?> Since = Time("--since", "Only what comes at TIME or later: seconds of trace time, as perf script prints them, or wall time (2026-03-01T14:30:00Z)");

    private static readonly Option<TraceTime?> Until = Time("--until", "Only what comes before TIME; a run belongs to the time of its Exit");

    private static readonly Option<int?> Top = PositiveNumber.Option<int>("--top", "At most N rows [default: all; tables of VMs and vcores: the worst 20]");

    private static readonly Option<string?> Formats = new("--formats")
    {
        Description = "Another trace of the same kernel: its event formats are used for a trace whose recorder was killed",
        HelpName = "TRACE",
    };

    private static readonly Option<string?> Html = new("--html")
    {
        Description = "Also write a page with charts to FILE: it is complete in itself, to be attached to a bug report",
        HelpName = "FILE",
    };

    private static readonly Option<long?> ClockHz = ClockHzOption.Create();

    private static readonly Option<NamedVms?> VmNames = VmNamesOption.Create();

    public static Command Create(AppIo io)
    {
        var command = new Command("report", "Reports the gang exits of traces.") { Traces, Format, Html, Attribution, By, Tgids, Since, Until, Top, VmNames, VcoreStride, Formats, ClockHz, System };
        command.Validators.Add(Validate);
        command.SetAction((parsed, stop) =>
        {
            var settings = Settings.Of(parsed);
            var page = settings.GetValue(Html) is { } path ? new PageFile(path, CommandText.Of(parsed.Tokens)) : null;
            return Task.FromResult(new ReportRun(Options(settings), page, io with { Verbosity = VerbosityOptions.Of(settings) }).Execute(stop));
        });
        return command;
    }

    private static void Validate(CommandResult result)
    {
        var traces = result.GetValue(Traces) ?? [];
        if (traces.Count(trace => trace == TraceInput.StandardInput) > 1)
            result.AddError("Standard input (-) can be read once only.");
        if (TraceNames.Problem(traces) is { } problem)
            result.AddError(problem);
        if (result.GetResult(Top) is { Implicit: false } && result.GetValue(By) == "time")
            result.AddError("--top leaves out rows, which --by time has in order: use --since and --until.");
        if (TimeOf(result, Since) is { } since && TimeOf(result, Until) is { } until && since.IsWall == until.IsWall && since.Ns >= until.Ns)
            result.AddError("--since must be before --until.");
        if (result.GetValue(Html) is { } page)
            ValidatePage(result, page, traces);
        UnknownWord.RefuseOptions(result, traces);
    }

    /// <summary>An option's time; null: not given, or not readable, which the parser reports.</summary>
    private static TraceTime? TimeOf(CommandResult result, Option<TraceTime?> option) =>
        result.GetResult(option) is { Tokens: [var token] } && TraceTime.TryParse(token.Value, out var time) ? time : null;

    private static void ValidatePage(CommandResult result, string page, string[] traces)
    {
        if (page is "" or TraceInput.StandardInput)
            result.AddError("--html needs the name of a file.");
        else if (traces.Any(trace => trace != TraceInput.StandardInput && Path.GetFullPath(trace) == Path.GetFullPath(page)))
            result.AddError($"--html would overwrite the trace {page}.");
    }

    /// <summary>Whether guest exits are shown, or may be because gang exits don't apply.</summary>
    private static bool NeedsExits(Settings parsed) => parsed.GetValue(Format) is "table" or "json" || parsed.GetValue(By) == "exit" || parsed.GetValue(Html) is not null;

    private static ReportOptions Options(Settings parsed) => new()
    {
        WithExits = NeedsExits(parsed),
        ExitsUnlessApplicable = parsed.GetValue(Format) == "table" && parsed.GetValue(By) != "exit" && parsed.GetValue(Html) is null,
        WithHistory = parsed.GetValue(Html) is not null,
        Traces = parsed.GetRequiredValue(Traces),
        Format = parsed.GetValue(Format) switch
        {
            "json" => ReportFormat.Json,
            "csv" => ReportFormat.Csv,
            "script" => ReportFormat.Script,
            _ => ReportFormat.Table,
        },
        Attribution = parsed.GetValue(Attribution) == "tgid" ? Detection.Attribution.Tgid : Detection.Attribution.Vcore,
        By = parsed.GetValue(By) switch
        {
            "vcore" => ReportBy.Vcore,
            "trap" => ReportBy.Trap,
            "time" => ReportBy.Time,
            "cpu" => ReportBy.Cpu,
            "exit" => ReportBy.Exit,
            _ => ReportBy.Vm,
        },
        VcoreStride = parsed.GetValue(VcoreStride) is { } stride ? stride[0] - '0' : null,
        Since = parsed.GetValue(Since),
        Until = parsed.GetValue(Until),
        Top = parsed.GetValue(Top),
        Tgids = parsed.GetValue(Tgids) ?? [],
        VmNames = VmNamesOption.NamesOf(parsed, VmNames),
        Read = TraceOptions.Default with { WithEntries = NeedsExits(parsed) || parsed.GetValue(By) == "vm", System = parsed.GetRequiredValue(System), Formats = parsed.GetValue(Formats), ClockHz = parsed.GetValue(ClockHz) },
    };

    private static Option<TraceTime?> Time(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "TIME",
        CustomParser = result =>
        {
            if (TraceTime.TryParse(result.Tokens[0].Value, out var time))
                return time;
            result.AddError($"{name} takes seconds of trace time (12345.678901) or wall time (2026-03-01T14:30:00Z), not '{result.Tokens[0].Value}'.");
            return null;
        },
    };

    // Strings instead of enums: the library's enum parsing is compiled for each enum at every start.
    private static Option<string> Choice(string name, string description, params string[] words)
    {
        var option = new Option<string>(name) { Description = description, DefaultValueFactory = _ => words[0] };
        return option.AcceptOnlyFromAmong(words);
    }
}
