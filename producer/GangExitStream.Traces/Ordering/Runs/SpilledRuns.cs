using System.Runtime.InteropServices;
using GangExitStream.Traces.Input;

namespace GangExitStream.Traces.Ordering.Runs;

/// <summary>
/// Ascending runs of events in one temporary file, each read through a small buffer. The file is emptied when all runs have been read.
/// </summary>
internal sealed class SpilledRuns : IDisposable
{
    /// <summary>48 KiB a run: a trace of a billion events has 500 of them.</summary>
    private const int BufferEvents = 1024;

    private readonly FileStream _file;
    private readonly List<Run> _runs = [];
    private readonly RunHeap _heads = new();

    public SpilledRuns(string folder) => _file = Spool.CreateFile(folder);

    public bool IsEmpty => _heads.IsEmpty;

    /// <summary>The time of the earliest event. There must be one.</summary>
    public long FirstTime => _heads.Top.Time;

    /// <summary>Begins a run. Where times are equal, the events of earlier runs come first.</summary>
    public void Begin() => _runs.Add(new Run { Next = _file.Length, End = _file.Length });

    /// <summary>The reason why a write failed, for example a full disk; null: none failed.</summary>
    public string? Failure { get; private set; }

    /// <summary>Adds events to the run that was begun last. False: they can't be written, and stay in memory as the run's last ones.</summary>
    public bool Write(ReadOnlySpan<KvmEvent> events)
    {
        var run = _runs[^1];
        try
        {
            _file.Position = run.End;
            _file.Write(MemoryMarshal.AsBytes(events));
            run.End = _file.Position;
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            (run.Unwritten, Failure) = (events.ToArray(), e.Message);
            return false;
        }
    }

    /// <summary>Ends the run that was begun last.</summary>
    public void End()
    {
        if (Fill(_runs[^1]))
            _heads.Add(new RunHead(_runs[^1].Pending[0].TimeNs, _runs.Count - 1));
    }

    /// <summary>Returns events of the earliest run, up to that time and up to where another run comes first. The first event must not be later.</summary>
    public int Drain(Span<KvmEvent> events, long upTo)
    {
        var top = _heads.Top;
        var run = _runs[top.Run];
        var stop = _heads.TryGetSecond(out var second) ? Math.Min(upTo, top.Run < second.Run ? second.Time : second.Time - 1) : upTo;
        var pending = run.Pending;
        var most = Math.Min(pending.Length, events.Length);
        var taken = 0;
        while (taken < most && (taken == 0 || pending[taken].TimeNs <= stop))
            taken++;
        pending[..taken].CopyTo(events);
        run.Start += taken;
        if (run.Start < run.Count || Fill(run))
            _heads.ReplaceTop(new RunHead(run.Pending[0].TimeNs, top.Run));
        else
            RemoveTop(run);
        return taken;
    }

    public void Dispose() => _file.Dispose();

    private void RemoveTop(Run run)
    {
        _heads.RemoveTop();
        run.Buffer = [];
        if (!_heads.IsEmpty)
            return;
        _runs.Clear();
        _file.SetLength(0);
    }

    /// <summary>Reads a run's next events into its buffer. False at its end.</summary>
    private bool Fill(Run run)
    {
        if (run.Next == run.End)
            return run.TakeUnwritten();
        if (run.Buffer.Length == 0)
            run.Buffer = new KvmEvent[BufferEvents];
        var bytes = MemoryMarshal.AsBytes(run.Buffer.AsSpan());
        bytes = bytes[..(int)Math.Min(bytes.Length, run.End - run.Next)];
        _file.Position = run.Next;
        _file.ReadExactly(bytes);
        run.Next += bytes.Length;
        (run.Start, run.Count) = (0, MemoryMarshal.Cast<byte, KvmEvent>(bytes).Length);
        return true;
    }

    /// <summary>One run: its next events in the buffer, and the place of the later ones in the file.</summary>
    private sealed class Run
    {
        public KvmEvent[] Buffer { get; set; } = [];

        public int Start { get; set; }

        public int Count { get; set; }

        public long Next { get; set; }

        public long End { get; set; }

        /// <summary>The last events, if they could not be written.</summary>
        public KvmEvent[] Unwritten { get; set; } = [];

        public bool TakeUnwritten()
        {
            (Buffer, Start, Count, Unwritten) = (Unwritten, 0, Unwritten.Length, []);
            return Count > 0;
        }

        public ReadOnlySpan<KvmEvent> Pending => Buffer.AsSpan(Start, Count - Start);
    }
}
