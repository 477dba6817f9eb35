using System.Runtime.InteropServices;

namespace GangExitStream.Traces;

/// <summary>What was read of a trace: mutable, owned by its reader.</summary>
public sealed class TraceSummary
{
    /// <summary>Damage kept whole; what comes after is counted in <see cref="DamageCount"/> only.</summary>
    public const int MaxDamageKept = 32;

    private readonly List<TraceDamage> _damage = [];

    /// <summary>kvm_guest_exit events.</summary>
    public long GuestExits { get; set; }

    /// <summary>kvmppc_run_core events.</summary>
    public long RunCores { get; set; }

    /// <summary>Samples that the recorder says it lost.</summary>
    public long Lost { get; set; }

    /// <summary>How often it says so.</summary>
    public long Gaps { get; set; }

    /// <summary>Events that arrived after later ones had been passed on (perf says "out of order").</summary>
    public long OutOfOrder { get; set; }

    /// <summary>Our events: guest exits and run_cores.</summary>
    public long Events => GuestExits + RunCores;

    /// <summary>Bytes read.</summary>
    public long Bytes { get; set; }

    /// <summary>Where in the input this recording begins: more than 0 where several stand behind each other.</summary>
    public long Origin { get; init; }

    /// <summary>How often damage was found.</summary>
    public long DamageCount { get; private set; }

    /// <summary>The first <see cref="MaxDamageKept"/> damages.</summary>
    public IReadOnlyList<TraceDamage> Damage => _damage;

    /// <summary>Names of the events that the trace holds, where it tells (for "your events aren't here").</summary>
    public IReadOnlyList<string> OtherEvents { get; set; } = [];

    /// <summary>Adds a damage, whose offset counts from the recording's beginning; kept is its offset in the input.</summary>
    public void Add(TraceDamage damage)
    {
        DamageCount++;
        if (_damage.Count < MaxDamageKept)
            _damage.Add(damage with { Offset = damage.Offset + Math.Min(Origin, long.MaxValue - damage.Offset) });
    }

    /// <summary>Counts a span of events that is about to be handed out.</summary>
    public void Count(ReadOnlySpan<KvmEvent> events)
    {
        foreach (ref readonly var e in events)
        {
            if (e.Kind == KvmEventKind.GuestExit)
                GuestExits++;
            else if (e.Kind is KvmEventKind.Enter or KvmEventKind.Exit)
                RunCores++;
            else if (e.Kind == KvmEventKind.Lost)
                CountLoss(e);
        }
    }

    private void CountLoss(in KvmEvent loss)
    {
        Lost += loss.LostCount;
        Gaps++;
    }
}

/// <summary>A numbered kind of damage or refusal; <c>docs/diagnostics.md</c> lists them.</summary>
public enum TraceDamageId
{
    /// <summary>GX1001: nothing in it.</summary>
    Empty = 1001,

    /// <summary>GX1002: not a form of trace that we know.</summary>
    UnknownForm = 1002,

    /// <summary>GX1003: the file or stream ends inside of something.</summary>
    Truncated = 1003,

    /// <summary>GX1004: a header or section contradicts itself.</summary>
    BadHeader = 1004,

    /// <summary>GX1005: a record's size or content can't be right.</summary>
    BadRecord = 1005,

    /// <summary>GX1006: a compressed chunk can't be unpacked.</summary>
    BadCompression = 1006,

    /// <summary>GX1007: an event's format text is missing, or lacks a field we need.</summary>
    BadFormat = 1007,

    /// <summary>GX1008: a sample is shorter than its event's format.</summary>
    ShortSample = 1008,

    /// <summary>GX1009: a line of text is one of our events but can't be read.</summary>
    BadLine = 1009,

    /// <summary>GX1010: a sample of an event that no attr describes.</summary>
    UnknownEventId = 1010,

    /// <summary>GX1011: the trace holds none of our events.</summary>
    NoEvents = 1011,

    /// <summary>GX1012: a thing that perf can write and we don't read.</summary>
    Unsupported = 1012,

    /// <summary>GX1013: reading failed: missing file, directory, no permission, device error.</summary>
    Io = 1013,

    /// <summary>GX1014: another recording begins here; it is read as a part of its own.</summary>
    TextSeam = 1014,

    /// <summary>GX1015: lines of several hosts, mixed.</summary>
    SeveralHosts = 1015,

    /// <summary>GX1016: the times are distances between events (perf script --deltatime).</summary>
    TimesAreDeltas = 1016,

    /// <summary>GX1017: the times are ticks of a clock, or distances, where times are needed.</summary>
    NoTimes = 1017,

    /// <summary>GX1018: text without a field that is needed.</summary>
    FieldMissing = 1018,

    /// <summary>GX1019: text names a trap that we don't know.</summary>
    UnknownTrap = 1019,

    /// <summary>GX1020: a perf.data that perf record was killed over: not finished.</summary>
    Unfinished = 1020,

    /// <summary>GX1021: a perf.data that perf record is still writing.</summary>
    BeingWritten = 1021,

    /// <summary>GX1022: another recording begins behind this one.</summary>
    NextRecording = 1022,

    /// <summary>GX1023: of a folder of perf record --threads a file is missing.</summary>
    FolderIncomplete = 1023,

    /// <summary>GX1024: events couldn't be put aside to be brought into order.</summary>
    NoSpace = 1024,

    /// <summary>GX1025: a trace.dat without its table of events, which trace-cmd writes last: it was killed.</summary>
    UnfinishedTraceDat = 1025,

    /// <summary>GX1026: the recorder was told to leave events out (perf record -F, -c N, leader sampling, --filter).</summary>
    NotEveryEvent = 1026,
}

/// <summary>One damage: what, where (byte offset in the file or stream; for text the line's start), and in words.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct TraceDamage(TraceDamageId Id, long Offset, string Message)
{
    /// <summary>The id as users see it: GX1003.</summary>
    public string Code => $"GX{(int)Id}";

    /// <inheritdoc/>
    public override string ToString() => $"{Code} at offset {Offset}: {Message}";
}
