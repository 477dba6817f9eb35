using Spectre.Console;

namespace GangExitStream.Cli.Watch.Table;

/// <summary>A table without lines: every character of a terminal's width is for what it says.</summary>
internal static class PlainTable
{
    public static Spectre.Console.Table Create(TableSize size) =>
        new Spectre.Console.Table { UseSafeBorder = false }.Border(TableBorder.None).Width(size.Width);

    /// <summary>A column for names of any length; it gives way where there is no room.</summary>
    public static void AddWords(this Spectre.Console.Table table, string heading, TableSize size) =>
        table.AddColumn(Column(heading, size));

    /// <summary>A column for numbers and the like, to the right and never cut.</summary>
    public static TableColumn AddNumbers(this Spectre.Console.Table table, string heading, TableSize size)
    {
        var column = Column(heading, size).RightAligned().NoWrap();
        table.AddColumn(column);
        return column;
    }

    /// <summary>Words in a style; with … where there is no room.</summary>
    public static Text Cell(string text, Style? style = null) => new(text, style) { Overflow = Overflow.Ellipsis };

    private static TableColumn Column(string heading, TableSize size) =>
        new TableColumn(new Text(heading, Styles.Heading) { Overflow = Overflow.Ellipsis }).PadLeft(0).PadRight(size.IsWide ? 2 : 1);
}
