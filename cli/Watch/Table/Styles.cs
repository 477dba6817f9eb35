using Spectre.Console;

namespace GangExitStream.Cli.Watch.Table;

/// <summary>The table's few styles; with NO_COLOR only their weight is left.</summary>
internal static class Styles
{
    public static Style Heading { get; } = new(Color.Grey, decoration: Decoration.Bold);

    public static Style Quiet { get; } = new(Color.Grey);

    public static Style Strong { get; } = new(decoration: Decoration.Bold);

    public static Style Trigger { get; } = new(Color.Aqua);

    public static Style Trend { get; } = new(Color.Green);

    public static Style Warning { get; } = new(Color.Yellow);
}
