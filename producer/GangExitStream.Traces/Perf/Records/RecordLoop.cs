using GangExitStream.Traces.Ordering;
using GangExitStream.Traces.Perf.Attributes;
using GangExitStream.Traces.Perf.Files;
using GangExitStream.Traces.Perf.Samples;

namespace GangExitStream.Traces.Perf.Records;

/// <summary>Why <see cref="RecordLoop.Run"/> returned.</summary>
internal enum RecordOutcome
{
    /// <summary>The next record is not complete.</summary>
    NeedsMore,

    /// <summary>The block is full, or a round ended: pass it on.</summary>
    BlockDone,

    /// <summary>The next record is a description or needs bytes beyond its own size; the owner of the window processes it.</summary>
    Special,

    /// <summary>Another recording begins: the next bytes are a perf.data header.</summary>
    NextRecording,

    /// <summary>The next record is impossible; nothing after it can be trusted.</summary>
    Broken,
}

/// <summary>Iterates over the records in a span and passes each to its decoder. Other records cost only the read of their header.</summary>
internal sealed class RecordLoop(PerfSession session, LossDecoder losses)
{
    private readonly FixedSamples _fixedSamples = new(session);
    private readonly SampleDecoder _samples = new(session);
    private int _roundsInARow; // consecutive FINISHED_ROUND records
    private bool _isWithinRound; // samples have come since the last FINISHED_ROUND

    /// <summary>Samples follow the last FINISHED_ROUND. perf ends every pass over its buffers with one, so the last pass is incomplete.</summary>
    public bool EndsWithinRound => _isWithinRound;

    /// <summary>
    /// Processes complete records; <paramref name="consumed"/> is the number of their bytes. The offset of a damage is <paramref name="offset"/> plus
    /// the record's position; within a compressed chunk, whose records have no file offset, it is the offset of the chunk.
    /// </summary>
    public RecordOutcome Run(ReadOnlySpan<byte> bytes, long offset, bool compressed, EventBlock block, out int consumed)
    {
        consumed = _fixedSamples.Decode(bytes, block);
        if (consumed > 0)
            NoteSample();
        while (bytes.Length - consumed >= PerfRecordHeader.Bytes)
        {
            if (block.IsFull)
                return RecordOutcome.BlockDone;
            var rest = bytes[consumed..];
            var header = PerfRecordHeader.Read(rest, session.Order);
            if (header.Type == PerfRecordType.Sample && header.Size <= rest.Length && header.Size >= PerfRecordHeader.Bytes)
            {
                NoteSample();
                _samples.Decode(rest[..header.Size], compressed ? offset : offset + consumed, block);
                consumed += header.Size;
                consumed += _fixedSamples.Decode(bytes[consumed..], block);
            }
            else if (Other(header, rest, block, ref consumed) is { } outcome)
            {
                return outcome;
            }
        }
        return RecordOutcome.NeedsMore;
    }

    /// <summary>Processes a record that is not a complete sample. Null: continue with the next one.</summary>
    private RecordOutcome? Other(PerfRecordHeader header, ReadOnlySpan<byte> rest, EventBlock block, ref int consumed)
    {
        if (IsSpecial(header.Type))
            return RecordOutcome.Special;
        if (PerfFileHeader.MayBegin(rest))
            return OfHeader(rest);
        if (header.Size < PerfRecordHeader.Bytes || header.Type is PerfRecordType.None or >= PerfRecordType.Impossible)
            return RecordOutcome.Broken;
        if (header.Size > rest.Length)
            return RecordOutcome.NeedsMore;
        consumed += header.Size;
        Process(header.Type, rest[..header.Size], block);
        return block.EndsRound ? RecordOutcome.BlockDone : null;
    }

    private static RecordOutcome OfHeader(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < PerfFileHeader.PipeBytes)
            return RecordOutcome.NeedsMore;
        return PerfFileHeader.Begins(bytes) ? RecordOutcome.NextRecording : RecordOutcome.Broken;
    }

    private void Process(PerfRecordType type, ReadOnlySpan<byte> record, EventBlock block)
    {
        _roundsInARow = type == PerfRecordType.FinishedRound ? _roundsInARow + 1 : 0;
        if (type == PerfRecordType.FinishedRound)
        {
            _isWithinRound = false;
            block.EndsRound = _roundsInARow <= 2; // the second of two consecutive ones releases all events; more have no effect
        }
        else if (type == PerfRecordType.Lost)
            losses.DecodeLost(record, block);
        else if (type == PerfRecordType.LostSamples)
            losses.DecodeLostSamples(record, block);
        else if (type < PerfRecordType.HeaderAttr)
            block.NoteTime((long)Math.Min(session.TrailerOf(record).TimeOf(record, session.Order), long.MaxValue));
    }

    private void NoteSample() => (_roundsInARow, _isWithinRound) = (0, true);

    private static bool IsSpecial(PerfRecordType type) => type
        is PerfRecordType.Compressed or PerfRecordType.Compressed2 or PerfRecordType.TracingData
        or PerfRecordType.HeaderAttr or PerfRecordType.HeaderFeature or PerfRecordType.AuxTrace;
}
