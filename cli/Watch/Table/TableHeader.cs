using GangExitStream.Subscriber;
using Spectre.Console;

namespace GangExitStream.Cli.Watch.Table;

/// <summary>The line above the table: what, how far, how much, how fast.</summary>
/// <param name="Topic">What is read.</param>
/// <param name="Filter">Whose records; empty: everybody's.</param>
internal sealed record TableHeader(string Topic, string Filter)
{
    public Paragraph Line(string title, WatchProgress progress, double? perSecond)
    {
        var line = new Paragraph { Overflow = Overflow.Ellipsis };
        line.Append(title, Styles.Strong);
        if (Filter.Length > 0)
            line.Append($" of {Filter}", Styles.Strong);
        line.Append($"  {Topic}  ", Styles.Quiet);
        if (perSecond is not null)
            line.Append(progress.CaughtUp ? "● live  " : "◌ catching up  ", progress.CaughtUp ? Styles.Trend : Styles.Warning);
        line.Append($"{WatchText.Count(progress.Shown)} records{(perSecond is { } rate ? $", {WatchText.Rate(rate)}/s" : "")}");
        if (progress.Undecodable > 0)
            line.Append($"  {WatchText.Count(progress.Undecodable)} undecodable", Styles.Warning);
        return line;
    }
}
