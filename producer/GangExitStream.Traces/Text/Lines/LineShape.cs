using System.Runtime.InteropServices;
using Column = GangExitStream.Traces.Text.Lines.LineColumnKind;

namespace GangExitStream.Traces.Text.Lines;

/// <summary>The content of a column before an event's name.</summary>
internal enum LineColumnKind : byte
{
    /// <summary>The thread, or process and thread: <c>289</c>, <c>287/289</c>. A comm may precede it.</summary>
    Thread,

    /// <summary>Comm and thread: <c>CPU 0/KVM-289</c>.</summary>
    Task,

    /// <summary>The process, with ftrace's option record-tgid: <c>(    287)</c>, or <c>(-------)</c> when it is unknown.</summary>
    Tgid,

    /// <summary>The CPU: <c>[003]</c>.</summary>
    Cpu,

    /// <summary>The CPU without brackets, as <c>perf script -L</c> prints it: <c>  3</c>.</summary>
    BareCpu,

    /// <summary>CPU and flags in one word: <c>3d.h1.</c>.</summary>
    CpuFlags,

    /// <summary>Comm, thread, CPU and three numbers of ftrace's verbose latency format.</summary>
    VerboseTask,

    /// <summary>Flags of ftrace, for example <c>d.h1.</c>: any word that does not begin with a bracket.</summary>
    Flags,

    /// <summary><c>perf script -F misc</c>: <c>U</c>, <c>K</c>, <c>Sp</c>.</summary>
    Misc,

    /// <summary><c>perf script -F tod</c>: date and time of day.</summary>
    TimeOfDay,

    /// <summary>Seconds: <c>11.521854</c>.</summary>
    Seconds,

    /// <summary>Seconds, or clock ticks as an integer.</summary>
    SecondsOrTicks,

    /// <summary>Seconds, ticks, or microseconds with a mark for a long delay: <c>36232us+</c>.</summary>
    LatencyTime,

    /// <summary><c>[3a5e9251] 36.232ms (+0.037ms)</c>, or with a clock that counts ticks <c>[2dbdf9a72e] 45368659 (+236425)</c>.</summary>
    VerboseTime,
}

/// <summary>A column; with <paramref name="MayMiss"/> it is optional.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct LineColumn(LineColumnKind Kind, bool MayMiss = false);

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
