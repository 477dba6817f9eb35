using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Net;
using GangExitStream.Cli.Options;
using GangExitStream.Dashboard.Telemetry;

namespace GangExitStream.Cli.Telemetry;

/// <summary>The options of commands that run for long: how they are watched.</summary>
internal sealed class TelemetryArguments
{
    private const string FormatName = "--log-format";
    private const string Loopback = "127.0.0.1";

    private readonly Option<int> _port = new("--metrics-port")
    {
        Description = "Serve /metrics (Prometheus), /healthz and /readyz on this port; 0: don't",
        HelpName = "N",
        DefaultValueFactory = _ => 0,
    };

    private readonly Option<string> _address = new("--metrics-address")
    {
        Description = "Where to serve them: an address or name of this host; 0.0.0.0 for every interface, without login or TLS",
        HelpName = "A",
        DefaultValueFactory = _ => Loopback,
    };

    private readonly Option<string?> _format;

    /// <param name="logs">How the command logs by itself.</param>
    public TelemetryArguments(string logs)
    {
        _format = new DerivedOption<string?>(FormatName, "Log lines on standard error: text (time level event key=value) or json (an object a line)", logs) { HelpName = "text|json" };
        _port.Validators.Add(CheckPort);
        _address.Validators.Add(CheckAddress);
        _format.AcceptOnlyFromAmong("text", "json");
    }

    /// <summary>Makes them options of a command.</summary>
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

    /// <summary>The log's form, for any command; null where none was asked for.</summary>
    public static LogFormat? FormatOf(Settings settings) =>
        (settings.Options.FirstOrDefault(option => option.Name == FormatName) is DerivedOption<string?> format ? settings.GetValue(format) : null) switch
        {
            "json" => LogFormat.Json,
            "text" => LogFormat.Text,
            _ => null,
        };

    private static void CheckPort(OptionResult result)
    {
        if (result.Tokens is [var token] && int.TryParse(token.Value, NumberStyles.Integer, CultureInfo.InvariantCulture, out var port) && port is < 0 or > IPEndPoint.MaxPort)
            result.AddError($"{result.Option.Name} is a port, or 0 for none.");
    }

    private static void CheckAddress(OptionResult result)
    {
        if (result.Tokens is [var token] && Uri.CheckHostName(token.Value) is UriHostNameType.Unknown)
            result.AddError($"{result.Option.Name} is an IP address or a name of this host, without a port.");
    }
}
