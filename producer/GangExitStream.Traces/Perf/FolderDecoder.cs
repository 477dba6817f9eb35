using GangExitStream.Traces.Input;
using GangExitStream.Traces.Ordering;

namespace GangExitStream.Traces.Perf;

/// <summary>
/// The files of a folder as one recording. perf ends no rounds in them, since each has one CPU's records in time order: always the file
/// that has come least far is read on, and what is before all files' times may go. Memory is a window and a block or two a file.
/// </summary>
internal sealed class FolderDecoder : IRecordSource
{
    /// <summary>Holds the largest record; there may be as many windows as a host has CPUs.</summary>
    private const int WindowBytes = 64 << 10;

    private readonly List<Part> _parts = [];
    private readonly PriorityQueue<Part, (long Time, int Number)> _open = new();
    private bool _isAscending = true; // each file, so far

    /// <param name="parts">Names and streams of the files, whose records begin at the stream's place. The streams are owned.</param>
    /// <param name="session">What the head says; complete.</param>
    /// <param name="losses">What is lost in any of them.</param>
    /// <param name="progress">Told of the bytes read, of all files.</param>
    public FolderDecoder(IEnumerable<FolderPart> parts, PerfSession session, LossDecoder losses, Action<long>? progress)
    {
        foreach (var (name, stream, length) in parts)
        {
            var window = new ByteWindow(stream, WindowBytes, progress is null ? null : _ => progress(Bytes));
            window.StartAt(stream.Position, length);
            var part = new Part(name, _parts.Count, stream, new PerfDecoder(window, session, losses));
            _parts.Add(part);
            _open.Enqueue(part, (long.MinValue, part.Number));
        }
    }

    public long Bytes => _parts.Sum(part => part.Decoder.Bytes);

    public bool HasNext => false;

    public ReadOnlySpan<byte> Rest => [];

    public void Fill(EventBlock block)
    {
        var part = _open.Dequeue();
        part.Decoder.Fill(block);
        Name(block, part);
        _isAscending &= block.Stretches <= 1 && (block.Stretches == 0 || block.Events[0].TimeNs >= part.Time);
        part.Time = Math.Max(part.Time, block.LargestTime);
        if (!block.EndsTrace)
            _open.Enqueue(part, (part.Time, part.Number));
        (block.EndsRound, block.EndsTrace) = (false, _open.Count == 0);
        if (_isAscending && _open.TryPeek(out _, out var least))
            block.NoneBefore = least.Time;
    }

    public void Dispose() => _parts.ForEach(static part => part.Dispose());

    /// <summary>A damage's offset is one in its file.</summary>
    private static void Name(EventBlock block, Part part)
    {
        for (var i = 0; i < block.Damage.Count; i++)
            block.Damage[i] = block.Damage[i] with { Message = $"{part.Name}: {block.Damage[i].Message}" };
        if (part.Decoder.HasNext)
            block.Damage.Add(new TraceDamage(TraceDamageId.BadRecord, part.Decoder.Bytes, $"{part.Name}: another recording begins within it; what follows isn't read"));
    }

    /// <summary>One file, while it is read.</summary>
    private sealed record Part(string Name, int Number, Stream Stream, PerfDecoder Decoder) : IDisposable
    {
        /// <summary>The largest time of what has been read of it.</summary>
        public long Time { get; set; } = long.MinValue;

        public void Dispose()
        {
            Decoder.Dispose();
            Stream.Dispose();
        }
    }
}

/// <summary>One file of a folder: its records begin at the stream's place and have that many bytes.</summary>
internal readonly record struct FolderPart(string Name, Stream Stream, long Length);
