using System.CommandLine;

namespace GangExitStream.Cli.Options;

/// <summary><c>--clock-hz</c> of the commands that read traces.</summary>
internal static class ClockHzOption
{
    public static Option<long?> Create() =>
        PositiveNumber.Option<long>("--clock-hz", "Ticks a second of a trace clock that isn't in ns (the POWER timebase: 512000000)");
}
