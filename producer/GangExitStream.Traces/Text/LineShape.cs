using Column = GangExitStream.Traces.Text.LineColumnKind;

namespace GangExitStream.Traces.Text;

/// <summary>
/// The columns that a tool prints before an event's name, from left to right, up to the colon after the time. This is the complete description of
/// the text forms; <see cref="ColumnReader"/> reads lines with it.
/// </summary>
/// <param name="CommWidth">The number of characters that the comm is padded to; gives the position where the tool's line begins.</param>
/// <param name="Columns">The columns from left to right.</param>
internal sealed record LineShape(int CommWidth, params LineColumn[] Columns)
{
    private const bool MayMiss = true;

    /// <summary>
    /// perf's builtin-script.c, <c>perf_sample__fprintf_start</c>: always in this order, independent of the order in <c>-F</c>. The comm may be
    /// missing or unpadded. Period and event follow the colon.
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

    /// <summary>The possible shapes of a form's lines.</summary>
    public static ReadOnlySpan<LineShape> Of(TraceForm form) => form == TraceForm.PerfScript ? Perf : Kernel;
}
