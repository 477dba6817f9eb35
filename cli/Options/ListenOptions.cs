using System.CommandLine;
using System.Globalization;
using System.Net;

namespace GangExitStream.Cli.Options;

/// <summary>Options for ports to listen on.</summary>
internal static class ListenOptions
{
    /// <summary>Creates the option of a port.</summary>
    /// <param name="name">The name with its dashes.</param>
    /// <param name="description">For the help text.</param>
    /// <param name="standard">The default.</param>
    /// <param name="zero">Meaning of 0: "none" or "any".</param>
    public static Option<int> Port(string name, string description, int standard, string zero)
    {
        var option = new Option<int>(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => standard };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && int.TryParse(token.Value, NumberStyles.Integer, CultureInfo.InvariantCulture, out var port) && port is < 0 or > IPEndPoint.MaxPort)
                result.AddError($"{result.Option.Name} is a port, or 0 for {zero}.");
        });
        return option;
    }

    /// <summary>Creates the option of an address or name of this host; loopback by default.</summary>
    public static Option<string> Address(string name, string description)
    {
        var option = new Option<string>(name) { Description = description, HelpName = "A", DefaultValueFactory = _ => "127.0.0.1" };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && Uri.CheckHostName(token.Value) is UriHostNameType.Unknown)
                result.AddError($"{result.Option.Name} is an IP address or a name of this host, without a port.");
        });
        return option;
    }
}
