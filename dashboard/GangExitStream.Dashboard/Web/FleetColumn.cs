using GangExitStream.Dashboard.Api;
using GangExitStream.Dashboard.Fleet;
using GangExitStream.Pages;

namespace GangExitStream.Dashboard.Web;

/// <summary>A column of the fleet's table of VMs.</summary>
/// <param name="Field">What it sorts by (<see cref="FleetOrder"/>).</param>
/// <param name="Title">Its heading.</param>
/// <param name="Explanation">What it means.</param>
/// <param name="Class">Of the cells.</param>
/// <param name="Write">Writes a cell.</param>
internal sealed record FleetColumn(string Field, string Title, string Explanation, string Class, Action<HtmlWriter, VmSums> Write)
{
    private const string NotApplicable = "–";

    public static IReadOnlyList<FleetColumn> All { get; } =
    [
        new("tgid", "VM", "Name, or process id of the VM's QEMU (tgid)", "name", WriteVm),
        Text("host", "Host", "The recorded host", vm => vm.Host),
        Number("lost_share", "Lost", "Thread-time that gang exits took away, of it and the time in the guest: so much was lost at most", vm => vm.LostShare ?? 0, vm => Quantity.Percent(vm.LostShare)) with { Class = "num strong" },
        Number("gang_exits", "Gang exits", "Runs that ended by forcing other threads out", vm => vm.Counts.GangExits, vm => vm.HasRunCore ? Quantity.Number(vm.Counts.GangExits) : NotApplicable),
        Number("share", "Share of runs", "Gang exits, of all runs that ended", vm => vm.Counts.Runs == 0 ? 0 : (double)vm.Counts.GangExits / vm.Counts.Runs, vm => Quantity.Share(vm.Counts.GangExits, vm.Counts.Runs)),
        Number("runs", "Runs", "Times that a vcore was in the guest", vm => vm.Counts.Runs, vm => vm.HasRunCore ? Quantity.Number(vm.Counts.Runs) : NotApplicable),
        Number("forced_threads", "Forced out", "Threads that had to leave because of another one", vm => vm.Counts.ForcedThreads, vm => vm.HasRunCore ? Quantity.Number(vm.Counts.ForcedThreads) : NotApplicable),
        Number("guest_exits", "Guest exits", "Threads that left the guest, for whatever reason", vm => vm.GuestExits, vm => Quantity.Number(vm.GuestExits)),
        new("trap", "Main trap", "What most gang exits began with; of a VM without run_core, what most guest exits were", "text", WriteTrap),
        new("lost", "Lossy", "Samples that the recorder lost while the VM was seen, and runs that a loss touched", "text", WriteLossy),
        new("last_window_start_ns", "Last window", "Start of the latest window of time that has counts", "text", (html, vm) => html.Raw("<td class=\"text time\" data-v=\"").Number(vm.LastWindowStartNs).Raw("\">").Text(WindowTime.Text(vm.LastWindowStartNs, vm.Clock)).Raw("</td>")),
        new("source", "Source", "The recording", "text source", (html, vm) => html.Raw("<td class=\"text source\"").Attribute("title", vm.Source).Raw(">").Text(vm.Source).Raw("</td>")),
    ];

    private static FleetColumn Text(string field, string title, string explanation, Func<VmSums, string> text) =>
        new(field, title, explanation, "text", (html, vm) => html.Raw("<td class=\"text\">").Text(text(vm)).Raw("</td>"));

    private static FleetColumn Number(string field, string title, string explanation, Func<VmSums, double> value, Func<VmSums, string> text) =>
        new(field, title, explanation, "num", (html, vm) => html.Raw("<td").Attribute("class", field == FleetOrder.Default ? "num strong" : "num").Raw(" data-v=\"").Number(value(vm)).Raw("\">").Text(text(vm)).Raw("</td>"));

    private static void WriteVm(HtmlWriter html, VmSums vm)
    {
        html.Raw("<th scope=\"row\" class=\"name\"").Attribute("data-v", vm.Tgid).Raw("><a").Attribute("href", $"vm/{new VmAddress(vm.Host, vm.Tgid)}").Raw(">");
        if (vm.Name is { } name)
            html.Text(name).Raw("</a> <span class=\"soft\">").Number(vm.Tgid).Raw("</span></th>");
        else
            html.Number(vm.Tgid).Raw("</a></th>");
    }

    private static void WriteTrap(HtmlWriter html, VmSums vm)
    {
        html.Raw("<td class=\"text\">");
        var traps = vm.HasRunCore ? vm.Triggers : vm.Exits;
        if (TrapOrder.Main(traps) is { } main)
            html.Raw("<span class=\"tag\">").Text($"{main.Trap} {Quantity.Share(main.Count, vm.HasRunCore ? vm.Counts.GangExits : vm.GuestExits)}").Raw("</span>");
        if (!vm.HasRunCore)
            html.Raw(" <span class=\"tag unknown\">guest exits only</span>");
        html.Raw("</td>");
    }

    private static void WriteLossy(HtmlWriter html, VmSums vm)
    {
        html.Raw("<td class=\"text\"").Attribute("data-v", vm.Counts.Lost).Raw(">");
        if (vm.Counts.Lost > 0)
            html.Raw("<span class=\"tag lossy\">").Text($"{Quantity.Number(vm.Counts.Lost)} lost").Raw("</span> ");
        if (vm.Counts.UncertainRuns > 0)
            html.Raw("<span class=\"tag lossy\">").Text($"{Quantity.Count(vm.Counts.UncertainRuns, "uncertain run")}").Raw("</span> ");
        if (vm.TooLate > 0)
            html.Raw("<span class=\"tag lossy\">").Text($"{Quantity.Count(vm.TooLate, "record")} left out").Raw("</span>");
        html.Raw("</td>");
    }
}
