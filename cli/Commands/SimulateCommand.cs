using System.CommandLine;
using System.Globalization;
using GangExitStream.Cli.Options;
using GangExitStream.Cli.Options.Connection;
using GangExitStream.Cli.Options.Sources;
using GangExitStream.Cli.Simulate;
using GangExitStream.Producer.Publishing;
using GangExitStream.Simulation;

namespace GangExitStream.Cli.Commands;

/// <summary><c>gangexit simulate</c>: events of a simulated fleet.</summary>
internal static class SimulateCommand
{
    private static readonly SimulationOptions Standard = new();

    public static Command Create(AppIo io, CommonOptions common)
    {
        var (hosts, power9) = (Count("--hosts", "Hosts", Standard.Hosts), Count("--power9", "Of these hosts, so many are POWER9: guest exits, never a run_core", 0));
        var (vms, vcores) = (Count("--vms", "VMs of a host", Standard.Vms), Count("--vcores", "Virtual cores of a VM", Standard.Vcores));
        var smt = Count("--smt", "Threads of a virtual core: 1, 2, 4 or 8", Standard.Smt);
        var seconds = Number("--seconds", "S", "Length of the recording", $"{Standard.Seconds}", "above 0, at most 1000000", number => number is > 0 and <= 1_000_000);
        var seed = new Option<long>("--seed") { HelpName = "X", Description = "The same seed gives the same events", DefaultValueFactory = _ => 0 };
        var rate = Number("--rate", "R", "Events a second of a host", "as on a POWER8: some 1,400 a core, of which two vcores share one; at most 65,000 a core", "above 0", number => number > 0);
        var loss = Number("--loss", "SHARE", "Share of the events that the recorder loses, 0 to 0.9", "0", "from 0 to 0.9", number => number is >= 0 and <= 0.9);
        var output = new DerivedOption<string?>("--output", "Write a perf.data, of several hosts one each (FILE-sim-0000 ...)", "publish to Kafka") { HelpName = "FILE" };
        var command = new CheckedCommand(
            "simulate", "Makes the events of a fleet, to files or straight to Kafka, and prints their true counts as JSON, a line a host.",
            settings => Problems(settings, smt, hosts, power9, [(hosts, 9_999), (vms, 20_000), (vcores, 4_096), (power9, 9_999)]))
        {
            hosts, power9, vms, vcores, smt, seconds, seed, rate, loss, output,
        };
        common.Tries(command, static (trial, _) => EventPublisher.Try(trial));
        command.SetAction(async (result, stop) =>
        {
            var settings = Settings.Of(result);
            var options = new SimulationOptions
            {
                Hosts = settings.GetValue(hosts) ?? Standard.Hosts,
                Power9Hosts = settings.GetValue(power9) ?? Standard.Power9Hosts,
                Vms = settings.GetValue(vms) ?? Standard.Vms,
                Vcores = settings.GetValue(vcores) ?? Standard.Vcores,
                Smt = settings.GetValue(smt) ?? Standard.Smt,
                Seconds = settings.GetValue(seconds) ?? Standard.Seconds,
                Seed = settings.GetValue(seed),
                Rate = settings.GetValue(rate),
                Loss = settings.GetValue(loss) ?? 0,
            };
            if (settings.GetValue(output) is { } path)
                return new SimulateToFile(options, path, io).Run(stop);
            return KafkaSettings.Read(settings, common) is { } kafka ? await new SimulateToKafka(options, kafka, io).RunAsync(stop) : ExitCode.Usage;
        });
        return command;
    }

    private static DerivedOption<int?> Count(string name, string description, int standard) => new(name, description, $"{standard}") { HelpName = "N" };

    private static DerivedOption<double?> Number(string name, string help, string description, string standard, string range, Predicate<double> isGood) => new(name, description, standard)
    {
        HelpName = help,
        CustomParser = result =>
        {
            if (double.TryParse(result.Tokens[0].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && isGood(number))
                return number;
            result.AddError($"{name} takes a number {range}, not '{result.Tokens[0].Value}'.");
            return null;
        },
    };

    private static IEnumerable<string> Problems(
        Settings settings, Option<int?> smt, Option<int?> hosts, Option<int?> power9, (Option<int?> Option, int Most)[] counts)
    {
        foreach (var (option, most) in counts)
        {
            if (settings.GetValue(option) is { } count && (count < (option == power9 ? 0 : 1) || count > most))
                yield return $"{option.Name} takes a number from {(option == power9 ? 0 : 1)} to {most}.";
        }
        if (settings.GetValue(smt) is not (null or 1 or 2 or 4 or 8))
            yield return "--smt takes 1, 2, 4 or 8.";
        if (settings.GetValue(power9) > (settings.GetValue(hosts) ?? Standard.Hosts))
            yield return "--power9 can't be more than --hosts.";
    }
}
