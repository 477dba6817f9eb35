using System.CommandLine;
using System.CommandLine.Parsing;
using GangExitStream.Cli.Diff;
using GangExitStream.Cli.Options;
using GangExitStream.Cli.Options.Sources;
using GangExitStream.Cli.Report;
using GangExitStream.Reporting;
using GangExitStream.Reporting.Diff;
using GangExitStream.Traces;

namespace GangExitStream.Cli.Commands;

/// <summary><c>gangexit diff</c>: its arguments and options.</summary>
internal static class DiffCommand
{
    private static readonly Argument<string> Before = Trace("BEFORE", "The trace to compare with");

    private static readonly Argument<string> After = Trace("AFTER", "The trace that is compared; either may be -, standard input");

    private static readonly Option<string> Format = Choice("--format", "How to write", "table", "json", "csv");

    private static readonly Option<string> By = Choice("--by", "What a row is", "vm", "trap", "vcore");

    private static readonly Option<string> Match = Choice("--match", "How a VM is found in the other trace: by name (by tgid where it has none), by tgid, or not at all", "name", "tgid", "total");

    private static readonly Option<string> Attribution = Choice("--attribution", "Whose cedes count: the run's own (vcore), or the whole process' as the original script has it (tgid)", "vcore", "tgid");

    private static readonly Option<string> System = new("--system") { Description = "The tracepoints' system, for look-alikes", DefaultValueFactory = _ => "kvm_hv" };

    private static readonly Option<string?> VcoreStride = new Option<string?>("--vcore-stride")
    {
        Description = "Vcpu ids a vcore (QEMU's vsmt) [default: inferred for each VM]",
        HelpName = "N",
    }.AcceptOnlyFromAmong("1", "2", "4", "8");

    private static readonly Option<long?> ClockHz = ClockHzOption.Create();

    private static readonly Option<NamedVms?> VmNames = VmNamesOption.Create();

    public static Command Create(AppIo io)
    {
        var command = new CheckedCommand("diff", "Compares two traces: which changes are more than the noise.", Problems)
        {
            Before, After, Format, By, Match, VmNames, Attribution, VcoreStride, ClockHz, System,
        };
        command.Validators.Add(Validate);
        command.SetAction((parsed, stop) => Task.FromResult(Run(Settings.Of(parsed), io).Execute(stop)));
        return command;
    }

    private static IEnumerable<string> Problems(Settings settings)
    {
        if (settings.GetValue(By) == "vcore" && settings.GetValue(Match) == "total")
            yield return "--by vcore compares the vcores of matched VMs: --match total leaves none.";
    }

    private static void Validate(CommandResult result)
    {
        var traces = new[] { result.GetValue(Before), result.GetValue(After) };
        if (traces.All(trace => trace == TraceInput.StandardInput))
            result.AddError("Standard input (-) can be read once only.");
        if (TraceNames.Problem(traces) is { } problem)
            result.AddError(problem);
        UnknownWord.RefuseOptions(result, traces);
    }

    private static DiffRun Run(Settings settings, AppIo io) => new(
        new ReportOptions
        {
            Traces = [settings.GetRequiredValue(Before), settings.GetRequiredValue(After)],
            WithHistory = true,
            VmNames = VmNamesOption.NamesOf(settings, VmNames),
            Attribution = settings.GetValue(Attribution) == "tgid" ? Detection.Attribution.Tgid : Detection.Attribution.Vcore,
            VcoreStride = settings.GetValue(VcoreStride) is { } stride ? stride[0] - '0' : null,
            Read = TraceOptions.Default with { System = settings.GetRequiredValue(System), ClockHz = settings.GetValue(ClockHz) },
        },
        settings.GetValue(By) switch { "trap" => DiffBy.Trap, "vcore" => DiffBy.Vcore, _ => DiffBy.Vm },
        settings.GetValue(Match) switch { "tgid" => DiffMatch.Tgid, "total" => DiffMatch.Total, _ => DiffMatch.Name },
        settings.GetRequiredValue(Format),
        io);

    private static Argument<string> Trace(string name, string description) => new(name) { Description = description };

    private static Option<string> Choice(string name, string description, params string[] words)
    {
        var option = new Option<string>(name) { Description = description, DefaultValueFactory = _ => words[0] };
        return option.AcceptOnlyFromAmong(words);
    }
}
