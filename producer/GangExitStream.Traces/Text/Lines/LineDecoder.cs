using System.Text;
using GangExitStream.Traces.Text.Checks;
using GangExitStream.Traces.Text.Fields;

namespace GangExitStream.Traces.Text.Lines;

/// <summary>The result of decoding a line.</summary>
internal enum LineMeaning
{
    /// <summary>Another event, a comment, or part of a callchain.</summary>
    NotOurs,

    /// <summary>A wanted event.</summary>
    Event,

    /// <summary>A wanted event that can't be parsed.</summary>
    Bad,

    /// <summary>The line repeats the event before it, which has been counted.</summary>
    Copy,

    /// <summary>Two lines in one: a line break is missing.</summary>
    Joined,

    /// <summary>A part of a line: a line break was added, or bytes are missing.</summary>
    Fragment,

    /// <summary>The text can't be read correctly from here on; <see cref="LineDecoder.Refusal"/> has the reason.</summary>
    Refused,
}

/// <summary>Decodes a line of text into an event. Remembers the VM of each thread's last run.</summary>
internal sealed class LineDecoder(TraceForm form, string system, long? clockHz = null, bool withEntries = false)
{
    // Between time and name, perf may print the period and fields of newer versions, and trace-cmd report --ts-diff a time difference.
    private const int MaxWordsToName = 4;

    private readonly RunnerTgids _tgids = new();
    private readonly VcpuOfThread _vcpus = new();
    private readonly LineSource _source = new();
    private readonly LineCopies _copies = new();
    private readonly Fragments _fragments = new(form);
    private bool _hasOtherPids; // the process ids are those of another PID namespace than run_core's
    private readonly bool _isPerf = form == TraceForm.PerfScript;
    private readonly byte[] _system = Encoding.UTF8.GetBytes(system + ":");

    private static ReadOnlySpan<byte> Hint => "kvm"u8;

    private static ReadOnlySpan<byte> PerfLost => "PERF_RECORD_LOST"u8;

    /// <summary>The times are ticks of an unknown rate.</summary>
    public bool TimesAreTicks { get; private set; }

    /// <summary>Number of run_cores that come after a later one of the same thread, so that runs can't be recognized reliably.</summary>
    public long OutOfOrder { get; private set; }

    /// <summary>Number of lines that repeat the event before them.</summary>
    public long Copies => _copies.Count;

    /// <summary>The reason of <see cref="LineMeaning.Refused"/>.</summary>
    public (TraceDamageId Id, string Message) Refusal { get; private set; }

    /// <summary>Decodes a line. Most other lines are rejected by a search for "kvm".</summary>
    public LineMeaning Decode(ReadOnlySpan<byte> line, out KvmEvent e)
    {
        e = default;
        if (line.IndexOf(Hint) < 0 && !(_isPerf && line.IndexOf(PerfLost) >= 0))
            return Other(line);
        if (!LinePrefix.TryRead(form, line, out var prefix, out var rest))
            return Unreadable(line);
        e.TimeNs = Time(prefix);
        e.Cpu = prefix.Cpu;
        e.Tid = prefix.Tid;
        var meaning = DecodeEvent(rest, prefix.Pid, ref e);
        if (meaning != LineMeaning.Event)
            return meaning == LineMeaning.NotOurs ? Other(line) : meaning;
        _fragments.NoteEvent(isLogged: prefix.Start > 0);
        return _source.IsSame(line[..Math.Max(0, prefix.Start)], out var both) ? EventOrCopy(e, prefix.IsFine) : RefuseSources(both);
    }

    /// <summary>Whether a run_core without a line end names another VM than its thread had: the number, which is the line's last, was cut off.</summary>
    public bool ContradictsLastRun(in KvmEvent e) => e.Kind is KvmEventKind.Enter or KvmEventKind.Exit && _tgids.Before is { } before && before != e.Tgid;

    private LineMeaning Other(ReadOnlySpan<byte> line) => _fragments.IsFragment(line) ? LineMeaning.Fragment : LineMeaning.NotOurs;

    /// <summary>Reads the time of any event's line, in nanoseconds (or ticks, see <see cref="TimesAreTicks"/>).</summary>
    public bool TryTime(ReadOnlySpan<byte> line, out long timeNs)
    {
        var ok = LinePrefix.TryRead(form, line, out var prefix, out _);
        timeNs = Time(prefix);
        return ok;
    }

    private long Time(in LinePrefix prefix)
    {
        if (!prefix.InTicks)
            return prefix.TimeNs;
        if (clockHz is { } hz)
            return (long)UInt128.Min((UInt128)prefix.TimeNs * 1_000_000_000 / (UInt128)hz, long.MaxValue);
        TimesAreTicks = true;
        return prefix.TimeNs;
    }

    private LineMeaning DecodeEvent(ReadOnlySpan<byte> text, int pid, ref KvmEvent e)
    {
        var name = TakeName(ref text);
        if (CountedEvents.IsIn(text))
            return CountedEvents.IsFreeText(name) ? LineMeaning.NotOurs : LineMeaning.Joined;
        if (e.Tid <= 0 && (name.SequenceEqual(CountedEvents.GuestExit) || name.SequenceEqual(CountedEvents.RunCore)))
            return Refuse(TraceDamageId.OtherPids, "its events have no thread ids, because perf record ran in another PID namespace (a container) than the VMs: report the perf.data itself, whose events have the ids of the host");
        if (name.SequenceEqual(CountedEvents.GuestExit))
            return GuestExit(text, pid, ref e);
        if (name.SequenceEqual(CountedEvents.RunCore))
            return RunCore(text, pid, ref e);
        if (withEntries && EntryText.TryKind(name, out e.Kind))
            return Entry(text, pid, ref e);
        return _isPerf && name.StartsWith(PerfLost) ? Lost(text, ref e) : LineMeaning.NotOurs;
    }

    /// <summary>
    /// The event's name with its colon and without the system: perf prints <c>kvm_hv:kvm_guest_exit:</c>, other tools <c>kvm_guest_exit:</c>.
    /// </summary>
    private ReadOnlySpan<byte> TakeName(ref ReadOnlySpan<byte> text)
    {
        var words = new Words(text);
        var name = words.TakeFirst();
        for (var i = 1; i < MaxWordsToName && !name.EndsWith(":"u8) && !name.StartsWith(PerfLost); i++)
            name = words.TakeFirst();
        text = words.Rest;
        return name.StartsWith(_system) ? name[_system.Length..] : name;
    }

    private LineMeaning GuestExit(ReadOnlySpan<byte> text, int pid, ref KvmEvent e)
    {
        e.Tgid = TgidOf(e.Tid, pid);
        return GuestExitText.TryRead(text, ref e) ? LineMeaning.Event : BadFields(text);
    }

    // These events are optional, so an unreadable one is ignored.
    private LineMeaning Entry(ReadOnlySpan<byte> text, int pid, ref KvmEvent e)
    {
        e.Tgid = TgidOf(e.Tid, pid);
        return EntryText.TryRead(text, ref e) ? LineMeaning.Event : LineMeaning.NotOurs;
    }

    private LineMeaning RunCore(ReadOnlySpan<byte> text, int pid, ref KvmEvent e)
    {
        if (!RunCoreText.TryRead(text, ref e))
            return BadFields(text);
        if (_isPerf && pid < 0 && e.Tid == e.Tgid && !_vcpus.IsSame(e.Tid, e.Vcpu))
            return Refuse(TraceDamageId.FieldMissing, "its lines have process ids but no thread ids, which are needed to recognize runs: add tid to perf script -F comm,pid,tid,cpu,time,event,trace");
        _hasOtherPids |= pid >= 0 && pid != e.Tgid;
        OutOfOrder += _tgids.Learn(e.Tid, e.Tgid, e.TimeNs) ? 0 : 1;
        return LineMeaning.Event;
    }

    private int TgidOf(int tid, int pid) => pid >= 0 && !_hasOtherPids ? pid : _tgids.Of(tid);

    private static LineMeaning Lost(ReadOnlySpan<byte> text, ref KvmEvent e)
    {
        var words = new Words(text.TrimEnd((byte)'\r'));
        var ok = words.TakeFirst().SequenceEqual("lost"u8) & TextNumber.TryDigits(words.TakeFirst(), out var count);
        e = KvmEvent.Lost(e.TimeNs, e.Cpu, LossCount.Cap(count));
        return ok ? LineMeaning.Event : LineMeaning.Bad;
    }

    // A tick may be as long as 10 ms (trace_clock uptime), so two different events may have equal ticks.
    private LineMeaning EventOrCopy(in KvmEvent e, bool isFine)
    {
        if (!isFine)
            return LineMeaning.Event;
        var meaning = _copies.IsCopy(e) ? LineMeaning.Copy : LineMeaning.Event;
        return _copies.AreUncertain ? RefuseCopies() : meaning;
    }

    private LineMeaning RefuseCopies() => Refuse(
        TraceDamageId.Repeated,
        "each event comes twice or more, and not all copies can be distinguished from events: perf record was given the same event several times (-e), or two recordings of one run were merged. "
            + "Record with each event named once, or report the perf.data itself");

    private LineMeaning BadFields(ReadOnlySpan<byte> text) => _isPerf && text.Trim(" \r"u8).IsEmpty
        ? Refuse(TraceDamageId.FieldMissing, "the events' fields are missing: add trace to perf script -F comm,pid,tid,cpu,time,event,trace")
        : LineMeaning.Bad;

    private LineMeaning RefuseSources(string both) => Refuse(
        TraceDamageId.SeveralHosts,
        $"its lines are of several sources ({both}): hosts, or buffers of one host. Report each separately: trace-cmd report -i FILE | gangexit report -, or the trace.dat itself");

    private LineMeaning Refuse(TraceDamageId id, string message)
    {
        Refusal = (id, message);
        return LineMeaning.Refused;
    }

    // Comment lines of a header may name events, too.
    private LineMeaning Unreadable(ReadOnlySpan<byte> line)
    {
        var isOurs = CountedEvents.IsIn(line) || (_isPerf && line.IndexOf(PerfLost) >= 0);
        return isOurs && !line.StartsWith("#"u8) ? LineMeaning.Bad : Other(line);
    }
}
