using GangExitStream.Traces.Input;
using GangExitStream.Traces.Ordering;
using GangExitStream.Traces.Perf.Attributes;

namespace GangExitStream.Traces.Perf.Records;

/// <summary>
/// Reads the files of a folder as one recording. perf writes no FINISHED_ROUND into them, because each file has one CPU's records in time order.
/// The file with the smallest time so far is always read next, and events before the smallest time of all files may be passed on. Memory: one window
/// and one or two blocks for each file.
/// </summary>
internal sealed class FolderDecoder : IRecordSource
{
    /// <summary>Holds the largest record. There are as many windows as the host has CPUs.</summary>
    private const int WindowBytes = 64 << 10;

    private readonly List<Part> _parts = [];
    private readonly PriorityQueue<Part, (long Time, int Number)> _open = new();
    private bool _isAscending = true; // the times in every file, so far

    /// <param name="parts">Names and streams of the files; the records begin at the stream's position. The streams are owned.</param>
    /// <param name="session">The recording's attrs and formats, complete.</param>
    /// <param name="losses">Collects the losses of all files.</param>
    /// <param name="progress">Called with the number of bytes read from all files.</param>
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
        NameFile(block, part);
        _isAscending &= block.Stretches <= 1 && (block.Stretches == 0 || block.Events[0].TimeNs >= part.Time);
        part.Time = Math.Max(part.Time, block.LargestTime);
        if (!block.EndsTrace)
            _open.Enqueue(part, (part.Time, part.Number));
        (block.EndsRound, block.EndsTrace) = (false, _open.Count == 0);
        if (_isAscending && _open.TryPeek(out _, out var least))
            block.NoneBefore = least.Time;
    }

    public void Dispose() => _parts.ForEach(static part => part.Dispose());

    /// <summary>Adds the file's name to the damages of a block: their offsets count within the file.</summary>
    private static void NameFile(EventBlock block, Part part)
    {
        for (var i = 0; i < block.Damage.Count; i++)
            block.Damage[i] = block.Damage[i] with { Message = $"{part.Name}: {block.Damage[i].Message}" };
        if (part.Decoder.HasNext)
            block.Damage.Add(new TraceDamage(TraceDamageId.BadRecord, part.Decoder.Bytes, $"{part.Name}: another recording begins within the file; the rest is not read"));
    }

    /// <summary>One file of the folder and its decoder.</summary>
    private sealed record Part(string Name, int Number, Stream Stream, PerfDecoder Decoder) : IDisposable
    {
        /// <summary>The largest time read from the file so far.</summary>
        public long Time { get; set; } = long.MinValue;

        public void Dispose()
        {
            Decoder.Dispose();
            Stream.Dispose();
        }
    }
}

/// <summary>One file of a folder: its records begin at the stream's position and have <paramref name="Length"/> bytes.</summary>
internal readonly record struct FolderPart(string Name, Stream Stream, long Length);
