namespace GangExitStream.Traces;

/// <summary>A numbered kind of damage or refusal; <c>docs/diagnostics.md</c> lists them.</summary>
public enum TraceDamageId
{
    /// <summary>GX1001: the trace is empty.</summary>
    Empty = 1001,

    /// <summary>GX1002: not a known form of trace.</summary>
    UnknownForm = 1002,

    /// <summary>GX1003: the file or stream ends within a record, header or line.</summary>
    Truncated = 1003,

    /// <summary>GX1004: a header or section contradicts itself.</summary>
    BadHeader = 1004,

    /// <summary>GX1005: a record's size or content is impossible.</summary>
    BadRecord = 1005,

    /// <summary>GX1006: a compressed chunk can't be unpacked.</summary>
    BadCompression = 1006,

    /// <summary>GX1007: an event's format text is missing, or lacks a needed field.</summary>
    BadFormat = 1007,

    /// <summary>GX1008: a sample is shorter than its event's format says.</summary>
    ShortSample = 1008,

    /// <summary>GX1009: a line of text has one of the wanted events but can't be parsed.</summary>
    BadLine = 1009,

    /// <summary>GX1010: a sample's event has no attr.</summary>
    UnknownEventId = 1010,

    /// <summary>GX1011: the trace has none of the wanted events.</summary>
    NoEvents = 1011,

    /// <summary>GX1012: a valid feature of the format that is not supported.</summary>
    Unsupported = 1012,

    /// <summary>GX1013: reading failed: missing file, directory, no permission, device error.</summary>
    Io = 1013,

    /// <summary>GX1014: another recording begins here in the text; it is read as a separate part.</summary>
    TextSeam = 1014,

    /// <summary>GX1015: the text mixes lines of several hosts.</summary>
    SeveralHosts = 1015,

    /// <summary>GX1016: the times are differences between events (perf script --deltatime).</summary>
    TimesAreDeltas = 1016,

    /// <summary>GX1017: the times are clock ticks or differences, but publishing needs times in nanoseconds.</summary>
    NoTimes = 1017,

    /// <summary>GX1018: the text lacks a needed field.</summary>
    FieldMissing = 1018,

    /// <summary>GX1019: the text names an unknown trap.</summary>
    UnknownTrap = 1019,

    /// <summary>GX1020: perf record was killed before it finished the perf.data.</summary>
    Unfinished = 1020,

    /// <summary>GX1021: perf record is still writing the perf.data.</summary>
    BeingWritten = 1021,

    /// <summary>GX1022: another recording follows this one.</summary>
    NextRecording = 1022,

    /// <summary>GX1023: a file is missing in a folder of perf record --threads.</summary>
    FolderIncomplete = 1023,

    /// <summary>GX1024: events to be sorted could not be written to a temporary file.</summary>
    NoSpace = 1024,

    /// <summary>GX1025: trace-cmd was killed before it wrote the trace.dat's last sections.</summary>
    UnfinishedTraceDat = 1025,

    /// <summary>GX1026: the recorder sampled only some events (perf record -F, -c N, leader sampling).</summary>
    NotEveryEvent = 1026,

    /// <summary>GX1027: runs lack guest exits, or all guest exits are missing, and no loss was reported.</summary>
    MissingGuestExits = 1027,

    /// <summary>GX1028: runs lack their Enter or their Exit, and no loss was reported.</summary>
    MissingRunCores = 1028,

    /// <summary>GX1029: an event was recorded several times, because it was named several times.</summary>
    Repeated = 1029,

    /// <summary>GX1030: the text has no thread ids, because the recorder was in another PID namespace than the VMs.</summary>
    OtherPids = 1030,

    /// <summary>GX1031: bytes follow the end of the recording.</summary>
    Unread = 1031,

    /// <summary>GX1032: the events of some CPUs only.</summary>
    OneCpu = 1032,

    /// <summary>GX1033: the recorder says that events were lost, and not where.</summary>
    LossReported = 1033,

    /// <summary>GX1034: the trace has more processes with runs than are counted.</summary>
    TooManyVms = 1034,

    /// <summary>GX1035: text: a log left out lines.</summary>
    LinesLeftOut = 1035,

    /// <summary>GX1036: the events of some threads only.</summary>
    SomeThreads = 1036,

    /// <summary>GX1040: no line of text of one of the wanted events can be read.</summary>
    UnreadableEvents = 1040,

    /// <summary>GX1041: the recorder overwrote the oldest events.</summary>
    Overwritten = 1041,

    /// <summary>GX1042: the lines are not in time order.</summary>
    Unsorted = 1042,

    /// <summary>GX1043: the trace clock is too coarse to order events of different CPUs.</summary>
    CoarseClock = 1043,

    /// <summary>GX1044: text: zero bytes stand where lines were.</summary>
    Zeros = 1044,
}
