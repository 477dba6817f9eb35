namespace GangExitStream.Traces;

/// <summary>The form of a trace.</summary>
public enum TraceForm
{
    /// <summary>Not recognized; nothing is read.</summary>
    Unknown,

    /// <summary>perf.data in file mode.</summary>
    PerfFile,

    /// <summary>perf.data in pipe mode (<c>perf record -o -</c>).</summary>
    PerfPipe,

    /// <summary>Text of <c>perf script</c>.</summary>
    PerfScript,

    /// <summary>Text of tracefs' <c>trace</c> or <c>trace_pipe</c>.</summary>
    Ftrace,

    /// <summary>Text of <c>trace-cmd report</c>.</summary>
    TraceCmdReport,

    /// <summary>trace-cmd's trace.dat.</summary>
    TraceDat,

    /// <summary>The pages of tracefs' ring buffers, while they are recorded.</summary>
    Tracefs,
}
