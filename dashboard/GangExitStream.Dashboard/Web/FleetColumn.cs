using GangExitStream.Dashboard.Api;
using GangExitStream.Dashboard.Fleet;
using GangExitStream.Pages;

namespace GangExitStream.Dashboard.Web;

/// <summary>A column of the fleet's table of VMs.</summary>
/// <param name="Field">The field of <see cref="FleetOrder"/> that it sorts by.</param>
/// <param name="Title">The heading.</param>
/// <param name="Explanation">The tooltip.</param>
/// <param name="Class">The CSS class of its cells.</param>
/// <param name="Write">Writes a cell.</param>
internal sealed record FleetColumn(string Field, string Title, string Explanation, string Class, Action<HtmlWriter, VmSums> Write)
{
    private const string NotApplicable = "–";

    public static IReadOnlyList<FleetColumn> All { get; } =
    [
        new("tgid", "VM", "Name, or process id of the VM's QEMU (tgid)", "name", WriteVm),
        new("host", "Host", "The recorded host", "text wide words", (html, vm) => html.Raw("<td class=\"text wide words\">").Text(vm.Host).Raw("</td>")),
        Number("lost_share", "Lost", "Thread-time that gang exits took away, of it and the time in the guest: so much was lost at most", vm => vm.LostShare ?? 0, vm => Quantity.Percent(vm.LostShare), "num strong"),
        Count("gang_exits", "Gang exits", "Runs that ended by forcing other threads out", vm => vm.HasRunCore ? vm.Counts.GangExits : null, "num"),
        Number("share", "Share of runs", "Gang exits, of all runs that ended", vm => vm.Counts.Runs == 0 ? 0 : (double)vm.Counts.GangExits / vm.Counts.Runs, vm => Quantity.Share(vm.Counts.GangExits, vm.Counts.Runs), "num wide"),
        Count("runs", "Runs", "Times that a vcore was in the guest", vm => vm.HasRunCore ? vm.Counts.Runs : null, "num wide"),
        Count("forced_threads", "Threads forced out", "Threads that had to leave because of another one", vm => vm.HasRunCore ? vm.Counts.ForcedThreads : null, "num wide"),
        Count("guest_exits", "Guest exits", "Threads that left the guest, for whatever reason", vm => vm.GuestExits, "num wide"),
        new("trap", "Main trap", "What most gang exits began with; of a VM without run_core, what most guest exits were", "text", WriteTrap),
        new("lost", "Lossy", "Samples that the recorder lost while the VM was seen, and runs that a loss touched", "text wide", WriteLossy),
        new("last_window_start_ns", "Last window", "Start of the latest window of time that has counts: UTC, or seconds of the trace's clock", "text wide", WriteLastWindow),
    ];

    private static FleetColumn Number(string field, string title, string explanation, Func<VmSums, double> value, Func<VmSums, string> text, string kind) =>
        new(field, title, explanation, kind, (html, vm) => html.Raw("<td").Attribute("class", kind).Raw(" data-v=\"").Number(value(vm)).Raw("\">").Text(text(vm)).Raw("</td>"));

    // Large numbers are abbreviated; the cell's title has all digits.
    private static FleetColumn Count(string field, string title, string explanation, Func<VmSums, long?> value, string kind) => new(field, title, explanation, kind, (html, vm) =>
    {
        var count = value(vm);
        html.Raw("<td").Attribute("class", kind).Raw(" data-v=\"").Number(count ?? 0).Raw("\"");
        if (count >= Quantity.BriefFrom)
            html.Attribute("title", Quantity.Number(count.Value));
        html.Raw(">").Text(count is { } known ? Quantity.Brief(known) : NotApplicable).Raw("</td>");
    });

    private static void WriteVm(HtmlWriter html, VmSums vm)
    {
        html.Raw("<th scope=\"row\" class=\"name\"").Attribute("data-v", vm.Tgid).Attribute("title", "Recording: " + vm.Source).Raw("><a").Attribute("href", $"vm/{new VmAddress(vm.Host, vm.Tgid)}").Raw(">");
        if (vm.Name is { } name)
            html.Text(name).Raw("</a> <span class=\"soft\">").Number(vm.Tgid).Raw("</span>");
        else
            html.Number(vm.Tgid).Raw("</a>");
        html.Raw("<span class=\"narrow soft\">").Text(vm.Host); // for narrow screens, which hide the wide columns
        if (vm.IsLossy)
            html.Raw(" <span class=\"tag lossy\">lossy</span>");
        html.Raw("</span></th>");
    }

    private static void WriteTrap(HtmlWriter html, VmSums vm)
    {
        html.Raw("<td class=\"text trap\">");
        var traps = vm.HasRunCore ? vm.Triggers : vm.Exits;
        if (TrapOrder.Main(traps) is { } main)
            html.Raw("<span class=\"tag\">").Text($"{main.Trap} {Quantity.Share(main.Count, vm.HasRunCore ? vm.Counts.GangExits : vm.GuestExits).Replace(' ', '\u00a0')}").Raw("</span>");
        if (!vm.HasRunCore)
            html.Raw(" <span class=\"tag unknown\">guest exits only</span>");
        html.Raw("</td>");
    }

    private static void WriteLossy(HtmlWriter html, VmSums vm)
    {
        html.Raw("<td class=\"text wide lossy\"").Attribute("data-v", vm.Counts.Lost).Raw(">");
        if (vm.Counts.Lost > 0)
            html.Raw("<span class=\"tag lossy\">").Text($"{Quantity.Brief(vm.Counts.Lost)} lost").Raw("</span> ");
        if (vm.Counts.UncertainRuns > 0)
            html.Raw("<span class=\"tag lossy\">").Text($"{Quantity.Brief(vm.Counts.UncertainRuns)} uncertain").Raw("</span> ");
        if (vm.TooLate > 0)
            html.Raw("<span class=\"tag lossy\">").Text($"{Quantity.Count(vm.TooLate, "record")} left out").Raw("</span>");
        html.Raw("</td>");
    }

    private static void WriteLastWindow(HtmlWriter html, VmSums vm) =>
        html.Raw("<td class=\"text wide time\" data-v=\"").Number(vm.LastWindowStartNs).Raw("\"").Attribute("title", WindowTime.Text(vm.LastWindowStartNs, vm.Clock)).Raw(">")
            .Text(WindowTime.Text(vm.LastWindowStartNs, vm.Clock, "MM-dd HH:mm:ss")).Raw("</td>");
}
