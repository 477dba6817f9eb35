using GangExitStream.Traces.Input;
using GangExitStream.Traces.Ordering;
using GangExitStream.Traces.Perf.Attributes;
using GangExitStream.Traces.Perf.Files;

namespace GangExitStream.Traces.Perf.Records;

/// <summary>
/// Decodes a recording: decompresses records, adds attrs, formats and features to the session, and fills blocks with the wanted events in
/// file order. Runs on the decoding thread.
/// </summary>
internal sealed class PerfDecoder(ByteWindow window, PerfSession session, LossDecoder losses) : IRecordSource
{
    private readonly RecordLoop _records = new(session, losses);
    private readonly SpecialRecords _special = new(window, session);
    private readonly CompressedChunk _chunk = new(window, session.Order);

    private bool _hasEvents;

    public long Bytes => window.Offset;

    public bool HasNext { get; private set; }

    /// <summary>Fills a block until it is full, or a round or the trace ends.</summary>
    public void Fill(EventBlock block)
    {
        try
        {
            while (!IsDone(block))
                Step(block);
        }
        catch (IOException e)
        {
            End(block, new TraceDamage(TraceDamageId.Io, window.Offset, $"reading failed: {e.Message}"));
        }
        losses.NoteTime(block);
    }

    public ReadOnlySpan<byte> Rest => window.Available;

    public void Dispose() => _chunk.Dispose();

    private static bool IsDone(EventBlock block) => block.EndsTrace || block.EndsRound || block.IsFull;

    private void Step(EventBlock block)
    {
        var bytes = _chunk.IsOpen ? _chunk.Available : window.Available;
        var outcome = _records.Run(bytes, window.Offset, _chunk.IsOpen, block, out var consumed);
        if (_chunk.IsOpen)
            _chunk.Advance(consumed);
        else
            window.Advance(consumed);
        session.MoveDamageTo(block);
        _hasEvents |= block.Events.Length > 0;
        Continue(outcome, block);
    }

    private void Continue(RecordOutcome outcome, EventBlock block)
    {
        switch (outcome)
        {
            case RecordOutcome.NeedsMore when _chunk.IsOpen:
                Check(_chunk.UnpackMore(), block);
                break;
            case RecordOutcome.NeedsMore:
                if (!window.ReadMore())
                    EndOfStream(block);
                break;
            case RecordOutcome.Special when !_chunk.IsOpen && _hasEvents && IsNext(PerfRecordType.HeaderAttr): // only at a pipe's start
                Resynchronize(block, "attrs are repeated: another recording follows one that was cut off, and its header was read as part of the last record. That record and everything after it are not reliable");
                break;
            case RecordOutcome.Special when !_chunk.IsOpen:
                Check(IsCompressed() ? _chunk.Open() : _special.Process(), block);
                break;
            case RecordOutcome.NextRecording when !_chunk.IsOpen && window.Offset > 0: // offset 0: its own header, in a forged file
                HasNext = true;
                End(block, null);
                break;
            case RecordOutcome.Broken or RecordOutcome.Special or RecordOutcome.NextRecording:
                Resynchronize(block, "a record's header is invalid; the rest can't be read");
                break;
            default:
                break;
        }
    }

    private bool IsCompressed() => IsNext(PerfRecordType.Compressed) || IsNext(PerfRecordType.Compressed2);

    private bool IsNext(PerfRecordType type) => PerfRecordHeader.Read(window.Available, session.Order).Type == type;

    /// <summary>
    /// Ends the recording at an impossible record. In a pipe another recording may follow: skips the bytes up to its header.
    /// </summary>
    private void Resynchronize(EventBlock block, string message)
    {
        var damage = new TraceDamage(TraceDamageId.BadRecord, window.Offset, message);
        var isPipe = !window.IsBounded && !_chunk.IsOpen && window.Offset > 0;
        var at = -1;
        while (isPipe && (at = PerfFileHeader.Find(window.Available)) < 0)
        {
            window.Advance(Math.Max(0, window.Available.Length - PerfFileHeader.PipeBytes + 1));
            if (!window.ReadMore())
                break;
        }
        HasNext = at >= 0;
        if (HasNext)
            window.Advance(at);
        End(block, damage);
    }

    private void Check(TraceDamage? damage, EventBlock block)
    {
        if (damage is { } found)
            End(block, found);
    }

    private void EndOfStream(EventBlock block)
    {
        if (_chunk.HasRest)
            End(block, Truncated("the compressed data end within a record: perf did not write the rest (perf 6.1 cuts off data above 64 KiB)"));
        else if (window.Available.Length > 0)
            End(block, Truncated("the trace ends within a record"));
        else if (window.EndedEarly)
            End(block, Truncated("the file ends before the end of its data section"));
        else if (!window.IsBounded && _records.EndsWithinRound)
            End(block, Truncated("the pipe ends within one of perf's rounds: it was cut off, or perf was killed"));
        else
            End(block, null);
    }

    private TraceDamage Truncated(string message) => new(TraceDamageId.Truncated, window.Offset, message);

    private void End(EventBlock block, TraceDamage? damage)
    {
        session.MoveDamageTo(block);
        if (damage is { } found)
            block.Damage.Add(found);
        block.EndsTrace = true;
    }
}
