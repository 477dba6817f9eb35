using System.Globalization;
using GangExitStream.Kafka.Topics;
using Spectre.Console;

namespace GangExitStream.Cli.Topics;

/// <summary>Writes topics as a table.</summary>
internal static class TopicsTable
{
    // A pipe has no width, and a program can't read a wrapped table.
    private const int WidthWithoutTerminal = 200;

    public static void Write(TopicsResult found, TextWriter output, bool colours)
    {
        if (found.Topics.IsEmpty)
            return;
        var table = new Table().Border(TableBorder.Rounded).AddColumns("Topic", "Partitions", "Copies", "In sync", "Kept", "Contract");
        for (var i = 1; i <= 3; i++)
            table.Columns[i].RightAligned();
        foreach (var topic in found.Topics)
            table.AddRow(Row(topic, found));
        ConsoleFor(output, colours).Write(table);
    }

    private static string[] Row(TopicInfo topic, TopicsResult found) =>
    [
        Markup.Escape(topic.Name),
        topic.Partitions.ToString(CultureInfo.InvariantCulture),
        topic.ReplicationFactor.ToString(CultureInfo.InvariantCulture),
        $">= {topic.MinInSync.ToString(CultureInfo.InvariantCulture)}",
        Kept(topic),
        Contract(topic, found),
    ];

    private static string Contract(TopicInfo topic, TopicsResult found)
    {
        if (found.Problems.Any(problem => problem.Place == topic.Name))
            return "[red]broken[/]";
        return found.Created.Contains(topic.Name) ? "[green]created[/]" : "[green]ok[/]";
    }

    private static string Kept(TopicInfo topic)
    {
        if (topic.CleanupPolicy != "delete" || !long.TryParse(topic.Settings.GetValueOrDefault("retention.ms"), CultureInfo.InvariantCulture, out var ms))
            return Markup.Escape(topic.CleanupPolicy);
        return ms < 0 ? "for ever" : string.Create(CultureInfo.InvariantCulture, $"{TimeSpan.FromMilliseconds(ms).TotalDays:0.##} days");
    }

    private static IAnsiConsole ConsoleFor(TextWriter output, bool colours)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = colours ? AnsiSupport.Detect : AnsiSupport.No, Out = new AnsiConsoleOutput(output) });
        if (!console.Profile.Out.IsTerminal)
            console.Profile.Width = WidthWithoutTerminal;
        return console;
    }
}
