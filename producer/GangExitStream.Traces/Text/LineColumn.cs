using System.Runtime.InteropServices;

namespace GangExitStream.Traces.Text;

/// <summary>What stands in a column before an event's name.</summary>
internal enum LineColumnKind : byte
{
    /// <summary>The thread, or process and thread: <c>289</c>, <c>287/289</c>. A comm may stand before it.</summary>
    Thread,

    /// <summary>Comm and thread: <c>CPU 0/KVM-289</c>.</summary>
    Task,

    /// <summary>The process, where ftrace records it: <c>(    287)</c>, <c>(-------)</c> where it doesn't know it.</summary>
    Tgid,

    /// <summary><c>[003]</c>.</summary>
    Cpu,

    /// <summary>A bare <c>  3</c>, as <c>perf script -L</c> prints it.</summary>
    BareCpu,

    /// <summary>CPU and flags in one: <c>3d.h1.</c>.</summary>
    CpuFlags,

    /// <summary>Comm, thread, CPU and four hidden numbers of ftrace's verbose latency format.</summary>
    VerboseTask,

    /// <summary>ftrace's <c>d.h1.</c>: any word that is no CPU.</summary>
    Flags,

    /// <summary><c>perf script -F misc</c>: <c>U</c>, <c>K</c>, <c>Sp</c>.</summary>
    Misc,

    /// <summary><c>perf script -F tod</c>: date and time of day.</summary>
    TimeOfDay,

    /// <summary>Seconds: <c>11.521854</c>.</summary>
    Seconds,

    /// <summary>Seconds, or a clock's ticks as a whole number.</summary>
    SecondsOrTicks,

    /// <summary>The same, or microseconds with a mark for what follows late: <c>36232us+</c>.</summary>
    LatencyTime,

    /// <summary><c>[3a5e9251] 36.232ms (+0.037ms)</c> or, of a clock of ticks, <c>[2dbdf9a72e] 45368659 (+236425)</c>.</summary>
    VerboseTime,
}

/// <summary>A column, which may be missing.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct LineColumn(LineColumnKind Kind, bool MayMiss = false);
