using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using GangExitStream.Cli.Options;
using GangExitStream.Cli.Options.Sources;
using GangExitStream.Dashboard;

namespace GangExitStream.Cli.Dashboard;

/// <summary>The options of the dashboard's server, for <c>dashboard</c> and <c>demo --dashboard</c>.</summary>
internal sealed class DashboardArguments
{
    private const int MaxVms = 10_000;

    private readonly Option<int> _port = ListenOptions.Port(
        "--http-port", "Port of the page; 0: any that is free, standard error says which", standard: 8080, zero: "any");

    private readonly Option<string> _address = ListenOptions.Address(
        "--http-address", "Where to serve it: an address or name of this host; 0.0.0.0 for every interface, without login or TLS");

    private readonly Option<int> _vmMetrics = new("--vm-metrics")
    {
        Description = "Series of their own in /metrics for so many VMs, those with the largest lost share",
        HelpName = "N",
        DefaultValueFactory = _ => 0,
    };

    public DashboardArguments() => _vmMetrics.Validators.Add(CheckVms);

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_port);
        command.Options.Add(_address);
        command.Options.Add(_vmMetrics);
    }

    public DashboardSettings Read(Settings settings) => new(settings.GetValue(_address)!, settings.GetValue(_port), settings.GetValue(_vmMetrics));

    private static void CheckVms(OptionResult result)
    {
        if (result.Tokens is [var token] && int.TryParse(token.Value, NumberStyles.Integer, CultureInfo.InvariantCulture, out var vms) && vms is < 0 or > MaxVms)
            result.AddError($"{result.Option.Name} is a number of VMs up to {MaxVms}: each has five series.");
    }
}
