using GangExitStream.Reporting.Analysis;

namespace GangExitStream.Cli.Report.Table;

/// <summary>Gang exits over time of every VM, on a common time scale.</summary>
internal sealed class Sparklines
{
    private const int MaxColumns = 32;

    private readonly int _columns;

    public Sparklines(ReportResult result)
    {
        if (result.Span is not { FirstNs: { } first, LastNs: { } last } || result.Vms.Count == 0)
            return;
        foreach (var vm in result.Vms)
        {
            vm.OverTime.FitInto(MaxColumns, first, last);
            ColumnNs = Math.Max(ColumnNs, vm.OverTime.WidthNs);
        }
        foreach (var vm in result.Vms)
            vm.OverTime.Widen(ColumnNs);
        _columns = (int)Math.Min(MaxColumns, (TimeBuckets.Since(first, last) / ColumnNs) + 1);
    }

    /// <summary>Width of a column in nanoseconds.</summary>
    public ulong ColumnNs { get; }

    public string Of(VmReport vm)
    {
        var counts = new long[_columns];
        for (var column = 0; column < counts.Length; column++)
            counts[column] = vm.OverTime[column][0];
        return Bars.Sparkline(counts);
    }
}
