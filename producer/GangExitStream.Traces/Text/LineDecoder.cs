using System.Text;

namespace GangExitStream.Traces.Text;

/// <summary>What a line is to us.</summary>
internal enum LineMeaning
{
    /// <summary>Another event, a comment, a callchain.</summary>
    NotOurs,

    /// <summary>An event.</summary>
    Event,

    /// <summary>One of our events, but it can't be read.</summary>
    Bad,
}

/// <summary>One line of text into one event. Knows the form's names, and which VM a thread ran for.</summary>
internal sealed class LineDecoder(TraceForm form, string system, long? clockHz = null)
{
    // perf may print the period, and fields to come, between time and name.
    private const int MaxWordsToName = 4;

    private readonly RunnerTgids _tgids = new();
    private readonly bool _isPerf = form == TraceForm.PerfScript;
    private readonly byte[] _hint = Name(form, system, "kvm");
    private readonly byte[] _guestExit = Name(form, system, "kvm_guest_exit:");
    private readonly byte[] _runCore = Name(form, system, "kvmppc_run_core:");

    private static ReadOnlySpan<byte> PerfLost => "PERF_RECORD_LOST"u8;

    /// <summary>Decodes a line. Most lines that aren't ours end at a search for a few bytes.</summary>
    public LineMeaning Decode(ReadOnlySpan<byte> line, out KvmEvent e)
    {
        e = default;
        if (line.IndexOf(_hint) < 0 && !(_isPerf && line.IndexOf(PerfLost) >= 0))
            return LineMeaning.NotOurs;
        if (!LinePrefix.TryRead(form, line, out var prefix, out var rest))
            return Unreadable(line);
        e.TimeNs = Time(prefix);
        e.Cpu = prefix.Cpu;
        e.Tid = prefix.Tid;
        return DecodeEvent(rest, prefix.Pid, ref e);
    }

    /// <summary>The time of any event's line, in nanoseconds.</summary>
    public bool TryTime(ReadOnlySpan<byte> line, out long timeNs)
    {
        var ok = LinePrefix.TryRead(form, line, out var prefix, out _);
        timeNs = Time(prefix);
        return ok;
    }

    /// <summary>The times are ticks, and nobody said how many a second.</summary>
    public bool TimesAreTicks { get; private set; }

    private long Time(in LinePrefix prefix)
    {
        if (!prefix.InTicks)
            return prefix.TimeNs;
        if (clockHz is { } hz)
            return (long)UInt128.Min((UInt128)prefix.TimeNs * 1_000_000_000 / (UInt128)hz, long.MaxValue);
        TimesAreTicks = true;
        return prefix.TimeNs;
    }

    private static byte[] Name(TraceForm form, string system, string name) =>
        Encoding.UTF8.GetBytes(form == TraceForm.PerfScript ? $"{system}:{name}" : name);

    private LineMeaning DecodeEvent(ReadOnlySpan<byte> text, int pid, ref KvmEvent e)
    {
        var name = TakeName(ref text);
        if (name.SequenceEqual(_guestExit))
            return GuestExit(text, pid, ref e);
        if (name.SequenceEqual(_runCore))
            return RunCore(text, ref e);
        return _isPerf && name.StartsWith(PerfLost) ? Lost(text, ref e) : LineMeaning.NotOurs;
    }

    private ReadOnlySpan<byte> TakeName(ref ReadOnlySpan<byte> text)
    {
        var words = new Words(text);
        var name = words.First();
        if (!_isPerf && name.StartsWith("(+"u8)) // trace-cmd report --ts-diff
            name = words.First();
        for (var i = 1; _isPerf && i < MaxWordsToName && !name.EndsWith(":"u8) && !name.StartsWith(PerfLost); i++)
            name = words.First();
        text = words.Rest;
        return name;
    }

    private LineMeaning GuestExit(ReadOnlySpan<byte> text, int pid, ref KvmEvent e)
    {
        e.Tgid = pid >= 0 ? pid : _tgids.Of(e.Tid);
        return GuestExitText.TryRead(text, ref e) ? LineMeaning.Event : LineMeaning.Bad;
    }

    private LineMeaning RunCore(ReadOnlySpan<byte> text, ref KvmEvent e)
    {
        if (!RunCoreText.TryRead(text, ref e))
            return LineMeaning.Bad;
        _tgids.Learn(e.Tid, e.Tgid);
        return LineMeaning.Event;
    }

    private static LineMeaning Lost(ReadOnlySpan<byte> text, ref KvmEvent e)
    {
        var words = new Words(text.TrimEnd((byte)'\r'));
        var ok = words.First().SequenceEqual("lost"u8) & TextNumber.TryDigits(words.First(), out var count);
        e = KvmEvent.Lost(e.TimeNs, e.Cpu, count);
        return ok ? LineMeaning.Event : LineMeaning.Bad;
    }

    // Headers name events, too: those lines are comments.
    private LineMeaning Unreadable(ReadOnlySpan<byte> line)
    {
        var isOurs = line.IndexOf(_guestExit) >= 0 || line.IndexOf(_runCore) >= 0 || (_isPerf && line.IndexOf(PerfLost) >= 0);
        return isOurs && !line.StartsWith("#"u8) ? LineMeaning.Bad : LineMeaning.NotOurs;
    }
}
