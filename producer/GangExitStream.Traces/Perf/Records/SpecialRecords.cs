using GangExitStream.Traces.Input;
using GangExitStream.Traces.Perf.Attributes;
using GangExitStream.Traces.Perf.Files;

namespace GangExitStream.Traces.Perf.Records;

/// <summary>Processes pipe-mode records that describe the recording, and records that are followed by bytes not included in their size.</summary>
internal sealed class SpecialRecords(ByteWindow window, PerfSession session)
{
    private readonly PerfBytes _order = session.Order;

    /// <summary>Consumes the record at the window's front. Returns a damage after which nothing can be read, or null.</summary>
    public TraceDamage? Process()
    {
        var header = PerfRecordHeader.Read(window.Available, _order);
        if (header.Size < PerfRecordHeader.Bytes + 4)
            return Damage(TraceDamageId.BadRecord, "a record is shorter than its type requires; the rest can't be read");
        if (!window.Ensure(header.Size))
            return Damage(TraceDamageId.Truncated, "the trace ends within a record");
        return header.Type switch
        {
            PerfRecordType.HeaderAttr => ReadAttr(header.Size),
            PerfRecordType.HeaderFeature => ReadFeature(header.Size),
            PerfRecordType.TracingData => ReadTracingData(header.Size),
            _ => SkipAuxTrace(header.Size),
        };
    }

    /// <summary>HEADER_ATTR: the attr, then its ids; the attr's size field gives their offset.</summary>
    private TraceDamage? ReadAttr(int size)
    {
        var attr = window.Available[PerfRecordHeader.Bytes..size];
        var attrSize = attr.Length >= PerfAttr.MinBytes ? PerfAttr.SizeOf(attr, _order) : 0;
        if (attrSize >= PerfAttr.MinBytes && attrSize <= attr.Length)
            session.AddAttr(PerfAttr.Read(attr, _order), attr[attrSize..]);
        else
            session.AddDamage(new TraceDamage(TraceDamageId.BadRecord, window.Offset, "an attr has an impossible size; its event can't be read"));
        window.Advance(size);
        return null;
    }

    /// <summary>HEADER_FEATURE: u64 feature number, then the content as in a file's feature section.</summary>
    private TraceDamage? ReadFeature(int size)
    {
        var record = window.Available[PerfRecordHeader.Bytes..size];
        if (record.Length >= 8)
            session.AddFeature((PerfFeature)Math.Min(_order.U64(record), int.MaxValue), record[8..]);
        window.Advance(size);
        return null;
    }

    /// <summary>TRACING_DATA: u32 size; that many bytes, padded to 8, follow the record.</summary>
    private TraceDamage? ReadTracingData(int size)
    {
        var length = _order.U32(window.Available[PerfRecordHeader.Bytes..]);
        var offset = window.Offset;
        if (length > TracingData.MaxBytes)
            return Damage(TraceDamageId.BadRecord, $"tracing data of {length} bytes are larger than the limit; the rest can't be read");
        window.Advance(size);
        if (!window.Ensure((int)length))
            return new TraceDamage(TraceDamageId.Truncated, offset, "the trace ends within the tracing data");
        session.AddTracingData(window.Available[..(int)length], offset);
        return window.Skip((length + 7) & ~7L) ? null : new TraceDamage(TraceDamageId.Truncated, offset, "the trace ends within the tracing data");
    }

    /// <summary>AUXTRACE: u64 size of the bytes that follow the record; they are not used.</summary>
    private TraceDamage? SkipAuxTrace(int size)
    {
        var offset = window.Offset;
        var behind = size >= PerfRecordHeader.Bytes + 8 ? _order.U64(window.Available[PerfRecordHeader.Bytes..]) : 0;
        window.Advance(size);
        return window.Skip((long)Math.Min(behind, long.MaxValue))
            ? null
            : new TraceDamage(TraceDamageId.Truncated, offset, "the trace ends within AUX data");
    }

    private TraceDamage Damage(TraceDamageId id, string message) => new(id, window.Offset, message);
}
