using System.CommandLine;
using GangExitStream.Cli.Options;
using GangExitStream.Cli.Options.Sources;
using GangExitStream.Dashboard.Telemetry;

namespace GangExitStream.Cli.Telemetry;

/// <summary>The telemetry options of long-running commands.</summary>
internal sealed class TelemetryArguments
{
    private const string FormatName = "--log-format";

    private readonly Option<int> _port = ListenOptions.Port(
        "--metrics-port", "Serve /metrics (Prometheus), /healthz and /readyz on this port; 0: don't", standard: 0, zero: "none");

    private readonly Option<string> _address = ListenOptions.Address(
        "--metrics-address", "Where to serve them: an address or name of this host; 0.0.0.0 for every interface, without login or TLS");

    private readonly Option<string?> _format;

    /// <param name="logs">The default of the log's format, as text.</param>
    public TelemetryArguments(string logs)
    {
        _format = new DerivedOption<string?>(FormatName, "Log lines on standard error: text (time level event key=value) or json (an object a line)", logs) { HelpName = "text|json" };
        _format.AcceptOnlyFromAmong("text", "json");
    }

    /// <summary>Adds them to a command.</summary>
    public Command AddTo(Command command)
    {
        foreach (var option in new Option[] { _port, _address, _format })
            command.Options.Add(option);
        return command;
    }

    public TelemetrySettings Read(Settings settings) => new()
    {
        Port = settings.GetValue(_port),
        Address = settings.GetValue(_address)!,
        LogFormat = FormatOf(settings),
    };

    /// <summary>The requested format of the log, for any command; null: none.</summary>
    public static LogFormat? FormatOf(Settings settings) =>
        (settings.Options.FirstOrDefault(option => option.Name == FormatName) is DerivedOption<string?> format ? settings.GetValue(format) : null) switch
        {
            "json" => LogFormat.Json,
            "text" => LogFormat.Text,
            _ => null,
        };
}
