using GangExitStream.Traces.Ordering;

namespace GangExitStream.Traces.Perf;

/// <summary>Walks over records in a span and hands each to its decoder; those that aren't ours cost a look at their header.</summary>
internal sealed class RecordLoop(PerfSession session, LossDecoder losses)
{
    private readonly FixedSamples _fixedSamples = new(session);
    private readonly SampleDecoder _samples = new(session);
    private int _roundsInARow; // without any other record between them

    /// <summary>
    /// Processes whole records; <paramref name="consumed"/> is how many bytes they took. Damage is placed at
    /// <paramref name="offset"/> plus the record's place in the bytes; inside of a compressed chunk, whose records have no place
    /// in the file, at the chunk.
    /// </summary>
    public RecordOutcome Run(ReadOnlySpan<byte> bytes, long offset, bool compressed, EventBlock block, out int consumed)
    {
        consumed = _fixedSamples.Decode(bytes, block);
        if (consumed > 0)
            _roundsInARow = 0;
        while (bytes.Length - consumed >= PerfRecordHeader.Bytes)
        {
            if (block.IsFull)
                return RecordOutcome.BlockDone;
            var rest = bytes[consumed..];
            var header = PerfRecordHeader.Read(rest, session.Order);
            if (header.Type == PerfRecordType.Sample && header.Size <= rest.Length && header.Size >= PerfRecordHeader.Bytes)
            {
                _roundsInARow = 0;
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

    /// <summary>A record that is no whole sample. Null: it is dealt with, go on.</summary>
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
        Take(header.Type, rest[..header.Size], block);
        return block.EndsRound ? RecordOutcome.BlockDone : null;
    }

    private static RecordOutcome OfHeader(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < PerfFileHeader.PipeBytes)
            return RecordOutcome.NeedsMore;
        return PerfFileHeader.Begins(bytes) ? RecordOutcome.NextRecording : RecordOutcome.Broken;
    }

    private void Take(PerfRecordType type, ReadOnlySpan<byte> record, EventBlock block)
    {
        _roundsInARow = type == PerfRecordType.FinishedRound ? _roundsInARow + 1 : 0;
        if (type == PerfRecordType.FinishedRound)
            block.EndsRound = _roundsInARow <= 2; // the second one lets out everything: more can't
        else if (type == PerfRecordType.Lost)
            losses.Lost(record, block);
        else if (type == PerfRecordType.LostSamples)
            losses.LostSamples(record, block);
        else if (type < PerfRecordType.HeaderAttr)
            block.Saw((long)Math.Min(session.TrailerOf(record).TimeOf(record, session.Order), long.MaxValue));
    }

    private static bool IsSpecial(PerfRecordType type) => type
        is PerfRecordType.Compressed or PerfRecordType.Compressed2 or PerfRecordType.TracingData
        or PerfRecordType.HeaderAttr or PerfRecordType.HeaderFeature or PerfRecordType.AuxTrace;
}
