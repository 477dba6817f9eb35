using Spectre.Console.Rendering;

namespace GangExitStream.Cli.Watch.Table;

/// <summary>The newest gang exits, one a row.</summary>
internal sealed class ExitsTable : ITableModel<GangExit>
{
    private readonly ExitsModel _model = new();

    public string Title => "gang exits";

    public string Legend(TableSize size) => size.IsWide ? "@ the trigger's vcpu   ? uncertain: samples lost in the run" : "@ vcpu  ? samples lost";

    public bool Sorts => false; // the newest come first

    public void Add(in GangExit item) => _model.Add(in item);

    public IRenderable Render(TableSize size, TableKeys keys)
    {
        var table = new FittedTable(size, [.. Columns(size)]);
        var shown = _model.Newest(ExitsModel.MaxKept).Where(exit => keys.Shows(exit.Host, exit.Source, WatchText.Number(exit.Tgid), exit.Vm)).ToList();
        foreach (var exit in shown.Skip(keys.OffsetIn(shown.Count, size.Rows)).Take(size.Rows))
            table.Add(Row(exit, size));
        return table.Render();
    }

    private static IEnumerable<FittedColumn> Columns(TableSize size) =>
    [
        new("time"), new("host", Left: true, Gives: true), new("VM", Gives: true), new("vcpu", DropOrder: 3), new("CPU", DropOrder: 1),
        new(size.IsWide ? "runnable" : "run", DropOrder: 4), new(size.IsWide ? "ceded" : "ced", DropOrder: 2), new("forced"), new("trigger", Left: true), new("took", DropOrder: 5),
    ];

    private static FittedCell[] Row(in GangExit exit, TableSize size) =>
    [
        new(WatchText.Time(exit.ExitNs, exit.Clock, size)),
        new(exit.Host),
        WatchText.Vm(exit.Vm, exit.Tgid, size),
        new(WatchText.Number(exit.RunnerVcpu), Styles.Quiet),
        new(exit.Cpu < 0 ? "-" : WatchText.Number(exit.Cpu), Styles.Quiet),
        new(WatchText.Number(exit.NRunnable)),
        new(WatchText.Number(exit.Ceded)),
        new((exit.Uncertain ? "? " : "") + WatchText.Number(exit.Forced), exit.Uncertain ? Styles.Warning : Styles.Strong),
        new(Trigger(exit), exit.Trigger is null ? Styles.Quiet : Styles.Trigger),
        new(WatchText.Duration(exit.ExitNs - exit.EnterNs)),
    ];

    /// <summary>The trap, and whose it was: the vcpu beside the runner's.</summary>
    private static string Trigger(in GangExit exit) =>
        WatchText.Trap(exit.Trigger) + (exit.TriggerVcpu is { } vcpu ? $" @{WatchText.Number(vcpu)}" : "");
}
