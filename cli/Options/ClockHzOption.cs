using System.CommandLine;
using System.Globalization;

namespace GangExitStream.Cli.Options;

/// <summary><c>--clock-hz</c> of the commands that read traces.</summary>
internal static class ClockHzOption
{
    public static Option<long?> Create() => new("--clock-hz")
    {
        Description = "Ticks a second of a trace clock that isn't in ns (the POWER timebase: 512000000)",
        HelpName = "N",
        CustomParser = result =>
        {
            if (long.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var hz) && hz > 0)
                return hz;
            result.AddError($"--clock-hz takes a whole number above 0, not '{result.Tokens[0].Value}'.");
            return null;
        },
    };
}
