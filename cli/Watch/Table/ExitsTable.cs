using Spectre.Console;
using Spectre.Console.Rendering;

namespace GangExitStream.Cli.Watch.Table;

/// <summary>The newest gang exits, one a row.</summary>
internal sealed class ExitsTable : ITableModel<GangExit>
{
    private readonly ExitsModel _model = new();

    public string Title => "gang exits";

    public string Legend => "@ the trigger's vcpu   ? uncertain: samples were lost during the run";

    public bool Sorts => false; // the newest come first

    public void Add(in GangExit item) => _model.Add(in item);

    public IRenderable Render(TableSize size, TableKeys keys)
    {
        var table = PlainTable.Create(size);
        table.AddNumbers("time", size);
        table.AddWords("host", size);
        foreach (var heading in size.IsWide ? new[] { "VM", "vcpu", "CPU", "runnable", "ceded", "forced" } : ["VM", "vcpu", "CPU", "run", "ced", "forced"])
            table.AddNumbers(heading, size);
        table.AddNumbers("trigger", size).LeftAligned();
        table.AddNumbers("took", size);
        var shown = _model.Newest(ExitsModel.MaxKept).Where(exit => keys.Shows(exit.Host, exit.Source, WatchText.Number(exit.Tgid))).ToList();
        foreach (var exit in shown.Skip(keys.OffsetIn(shown.Count, size.Rows)).Take(size.Rows))
            table.AddRow(Row(exit, size));
        return table;
    }

    private static IRenderable[] Row(in GangExit exit, TableSize size) =>
    [
        PlainTable.Cell(WatchText.Time(exit.ExitNs, exit.Clock, size)),
        PlainTable.Cell(exit.Host),
        PlainTable.Cell(WatchText.Vm(exit.Vm, exit.Tgid, size)),
        PlainTable.Cell(WatchText.Number(exit.RunnerVcpu), Styles.Quiet),
        PlainTable.Cell(exit.Cpu < 0 ? "-" : WatchText.Number(exit.Cpu), Styles.Quiet),
        PlainTable.Cell(WatchText.Number(exit.NRunnable)),
        PlainTable.Cell(WatchText.Number(exit.Ceded)),
        PlainTable.Cell((exit.Uncertain ? "? " : "") + WatchText.Number(exit.Forced), exit.Uncertain ? Styles.Warning : Styles.Strong),
        PlainTable.Cell(Trigger(exit), exit.Trigger is null ? Styles.Quiet : Styles.Trigger),
        PlainTable.Cell(WatchText.Duration(exit.ExitNs - exit.EnterNs)),
    ];

    /// <summary>The trap, and whose it was: the vcpu beside the runner's.</summary>
    private static string Trigger(in GangExit exit) =>
        WatchText.Trap(exit.Trigger) + (exit.TriggerVcpu is { } vcpu ? $" @{WatchText.Number(vcpu)}" : "");
}
