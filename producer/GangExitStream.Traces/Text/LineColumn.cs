using System.Runtime.InteropServices;

namespace GangExitStream.Traces.Text;

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
