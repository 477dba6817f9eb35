using Column = GangExitStream.Traces.Text.LineColumnKind;

namespace GangExitStream.Traces.Text;

/// <summary>
/// What the tools print before an event's name: the columns from left to right, up to the colon that follows the time. This is the whole
/// description of the text forms; <see cref="ColumnReader"/> reads a line by it.
/// </summary>
/// <param name="CommWidth">To so many characters a comm is padded, so that what stands before it can be told from it.</param>
/// <param name="Columns">From left to right.</param>
internal sealed record LineShape(int CommWidth, params LineColumn[] Columns)
{
    private const bool MayMiss = true;

    /// <summary>
    /// perf's builtin-script.c, <c>perf_sample__fprintf_start</c>: in this order, whatever the order of <c>-F</c>. The comm may be missing or
    /// unpadded. Period and event follow the colon.
    /// </summary>
    private static readonly LineShape[] Perf =
        [new(16, new(Column.Thread), new(Column.BareCpu, MayMiss), new(Column.Cpu, MayMiss), new(Column.Misc, MayMiss), new(Column.TimeOfDay, MayMiss), new(Column.Seconds))];

    /// <summary>
    /// The kernel's kernel/trace/trace_output.c: <c>trace_print_context</c>, and <c>trace_print_lat_context</c> of options/latency-format,
    /// without and with options/verbose. trace-cmd's <c>report</c>, <c>report -l</c>, <c>--raw-ts</c> and <c>-t</c> print the same columns.
    /// </summary>
    private static readonly LineShape[] Kernel =
    [
        new(16, new(Column.Task), new(Column.Tgid, MayMiss), new(Column.Cpu), new(Column.Flags, MayMiss), new(Column.SecondsOrTicks)),
        new(8, new(Column.Task), new(Column.CpuFlags), new(Column.LatencyTime)),
        new(16, new(Column.VerboseTask), new(Column.VerboseTime)),
    ];

    /// <summary>The shapes that lines of a form may have.</summary>
    public static ReadOnlySpan<LineShape> Of(TraceForm form) => form == TraceForm.PerfScript ? Perf : Kernel;
}
