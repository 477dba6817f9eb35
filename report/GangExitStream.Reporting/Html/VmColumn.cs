using GangExitStream.Pages;
using GangExitStream.Reporting.Analysis;

namespace GangExitStream.Reporting.Html;

/// <summary>A column of the VM table.</summary>
internal sealed record VmColumn
{
    /// <summary>The field of the JSON report, or a name of its own.</summary>
    public required string Field { get; init; }

    public required string Title { get; init; }

    public string? Explanation { get; init; }

    public string Class { get; init; } = "num";

    /// <summary>Writes the row's cell.</summary>
    public required Action<HtmlWriter, VmRow> Write { get; init; }

    /// <summary>The foot's text; null: empty.</summary>
    public Func<IReadOnlyList<VmRow>, string>? Total { get; init; }

    /// <summary>The columns that apply to these rows.</summary>
    public static IReadOnlyList<VmColumn> Of(IReadOnlyList<ReportResult> results, IReadOnlyList<VmRow> rows)
    {
        var columns = new List<VmColumn> { Vm };
        if (rows.Any(row => row.Name is not null))
            columns.Add(Name);
        if (results.Count > 1)
            columns.AddRange([Host, Trace]);
        if (results.Any(result => result.Applicable) || rows.Count == 0)
            columns.AddRange(OfGangExits(results, rows));
        columns.AddRange(OfExits(results));
        columns.Add(OverTime);
        return columns;
    }

    private static IEnumerable<VmColumn> OfGangExits(IReadOnlyList<ReportResult> results, IReadOnlyList<VmRow> rows)
    {
        yield return Count("gang_exits", "Gang exits", "Runs that ended by forcing other threads out", row => row.GangExits) with { Class = "num strong" };
        if (results.Any(result => result.DurationNs > 0))
            yield return Rate("gang_exits_per_s", "Per second", row => row.GangExits);
        yield return Ratio("share", "Share of runs", "Gang exits, of all runs that ended", row => row.GangExits, row => row.Vm?.Counts.Runs ?? 0);
        yield return Count("runs", "Runs", "A run is the time from when a vcore enters the guest to when it leaves", row => row.Vm?.Counts.Runs ?? 0);
        yield return Count("forced_threads", "Forced out", "Threads that had to leave because of another one", row => row.Vm?.Forced ?? 0);
        if (results.Any(result => result.HasTimes))
            yield return Lost("forced_out_share", "Lost", "Thread-time from gang exits to their vcores' next Enters, of it and the time in the guest. Some of these threads may have had nothing to do: so much was lost at most");
        yield return Count("cedes", "Cedes", "Threads that had ceded (were idle) when their run ended", row => row.Vm?.Counts.Cedes ?? 0);
        if (rows.Any(row => row.Vm is { Counts: { } counts } && counts.UncertainRuns + counts.OrphanExits + counts.UnfinishedRuns > 0))
        {
            yield return Count("uncertain_runs", "Uncertain", "Runs that a loss of samples touched", row => row.Vm?.Counts.UncertainRuns ?? 0);
            yield return Count("orphan_exits", "Orphans", "Exits outside of any run that the trace shows", row => row.Vm?.Counts.OrphanExits ?? 0);
            yield return Count("unfinished_runs", "Unfinished", "Runs whose end the trace does not show", row => row.Vm?.Counts.UnfinishedRuns ?? 0);
        }
        yield return new VmColumn { Field = "triggers", Title = "Main trigger", Explanation = "The trap that most gang exits began with", Class = "text", Write = WriteTriggers };
    }

    private static IEnumerable<VmColumn> OfExits(IReadOnlyList<ReportResult> results)
    {
        yield return Count("guest_exits", "Guest exits", "Threads that left the guest, for whatever reason", row => row.GuestExits);
        if (results.All(result => result.Applicable))
            yield break;
        yield return Rate("guest_exits_per_s", "Exits per second", row => row.GuestExits);
        yield return new VmColumn { Field = "traps", Title = "Main trap", Explanation = "The reason that most guest exits had", Class = "text", Write = WriteTraps };
    }

    private static VmColumn Vm { get; } = new()
    {
        Field = "tgid",
        Title = "VM",
        Explanation = "Process id of the VM's QEMU (tgid)",
        Class = "name",
        Write = (html, row) => html.Raw("<th scope=\"row\" class=\"name\"").Attribute("data-v", row.Tgid).Raw(">").Number(row.Tgid).Raw("</th>"),
        Total = rows => Quantity.Count(rows.Count, "VM"),
    };

    private static VmColumn Name { get; } = Text("name", "Name", row => row.Name ?? "");

    private static VmColumn Host { get; } = Text("host", "Host", row => row.Result.Info.Host ?? "");

    private static VmColumn Trace { get; } = Text("trace", "Trace", row => TraceHtml.NameOf(row.Result));

    private static VmColumn OverTime { get; } = new()
    {
        Field = "over_time",
        Title = "Over time",
        Explanation = "From the trace's first event to its last",
        Class = "spark",
        Write = (html, row) => SparklineHtml.Write(html, row),
    };

    private static VmColumn Text(string field, string title, Func<VmRow, string> text) => new()
    {
        Field = field,
        Title = title,
        Class = "text",
        Write = (html, row) => html.Raw("<td class=\"text\">").Text(text(row)).Raw("</td>"),
    };

    private static VmColumn Count(string field, string title, string explanation, Func<VmRow, long> value) => new()
    {
        Field = field,
        Title = title,
        Explanation = explanation,
        Write = (html, row) => Cell(html, field == "gang_exits" ? "num strong" : "num", value(row), Quantity.Number(value(row))),
        Total = rows => Quantity.Number(rows.Sum(value)),
    };

    private static VmColumn Rate(string field, string title, Func<VmRow, long> value) => new()
    {
        Field = field,
        Title = title,
        Explanation = "A second of the trace's time",
        Write = (html, row) => Cell(html, "num", row.Result.PerSecond(value(row)) ?? 0, Quantity.Rate(row.Result.PerSecond(value(row)))),
        Total = rows => rows.Select(row => row.Trace).Distinct().Count() == 1 ? Quantity.Rate(rows[0].Result.PerSecond(rows.Sum(value))) : "",
    };

    private static VmColumn Lost(string field, string title, string explanation) => new()
    {
        Field = field,
        Title = title,
        Explanation = explanation,
        Write = (html, row) => Cell(html, "num", row.Vm?.ForcedOutShare ?? 0, Quantity.Percent(row.Vm?.ForcedOutShare ?? 0)),
        Total = rows => Quantity.Percent(VmReport.ForcedOutShareOf([.. rows.Select(row => row.Vm).OfType<VmReport>()])),
    };

    private static VmColumn Ratio(string field, string title, string explanation, Func<VmRow, long> part, Func<VmRow, long> whole) => new()
    {
        Field = field,
        Title = title,
        Explanation = explanation,
        Write = (html, row) => Cell(html, "num", whole(row) == 0 ? 0 : (double)part(row) / whole(row), Quantity.Share(part(row), whole(row))),
        Total = rows => Quantity.Share(rows.Sum(part), rows.Sum(whole)),
    };

    private static void Cell(HtmlWriter html, string style, double value, string text) => html.Raw("<td").Attribute("class", style).Raw(" data-v=\"").Number(value).Raw("\">").Text(text).Raw("</td>");

    private static void WriteTriggers(HtmlWriter html, VmRow row) =>
        WriteMost(html, [.. row.Vm?.Triggers.Ordered.Select(trap => (trap.Name, trap.Count)) ?? []], row.GangExits, row.Vm?.Triggers.Unknown ?? 0);

    private static void WriteTraps(HtmlWriter html, VmRow row) =>
        WriteMost(html, [.. row.History?.Traps.Select(trap => (trap.Trap ?? "other", trap.GuestExits.Sum())).OrderByDescending(trap => trap.Item2) ?? Enumerable.Empty<(string, long)>()], row.GuestExits, 0);

    private static void WriteMost(HtmlWriter html, IReadOnlyList<(string Name, long Count)> traps, long whole, long unknown)
    {
        html.Raw("<td class=\"text\">");
        foreach (var (name, count) in traps.Where(trap => trap.Count > 0).Take(1))
            html.Raw("<span class=\"tag\">").Text($"{name} {Quantity.Share(count, whole)}").Raw("</span> ");
        if (traps.Take(1).Sum(trap => trap.Count) < unknown)
            html.Raw("<span class=\"tag unknown\">").Text($"not told {Quantity.Share(unknown, whole)}").Raw("</span>");
        html.Raw("</td>");
    }
}
