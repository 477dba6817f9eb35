using GangExitStream.Traces.Input;

namespace GangExitStream.Traces.Perf;

/// <summary>The records of pipe mode that describe the recording, and those followed by bytes that their size doesn't cover.</summary>
internal sealed class SpecialRecords(ByteWindow window, PerfSession session)
{
    private readonly PerfBytes _order = session.Order;

    /// <summary>Takes the record at the window's front. A damage: nothing after it can be read.</summary>
    public TraceDamage? Take()
    {
        var header = PerfRecordHeader.Read(window.Available, _order);
        if (header.Size < PerfRecordHeader.Bytes + 4)
            return Damage(TraceDamageId.BadRecord, "a record is shorter than its kind; what follows can't be read");
        if (!window.Ensure(header.Size))
            return Damage(TraceDamageId.Truncated, "the trace ends within a record");
        return header.Type switch
        {
            PerfRecordType.HeaderAttr => TakeAttr(header.Size),
            PerfRecordType.HeaderFeature => TakeFeature(header.Size),
            PerfRecordType.TracingData => TakeTracingData(header.Size),
            _ => TakeAuxTrace(header.Size),
        };
    }

    /// <summary>HEADER_ATTR: the attr, whose own size tells where the ids begin.</summary>
    private TraceDamage? TakeAttr(int size)
    {
        var attr = window.Available[PerfRecordHeader.Bytes..size];
        var attrSize = attr.Length >= PerfAttr.MinBytes ? PerfAttr.SizeOf(attr, _order) : 0;
        if (attrSize >= PerfAttr.MinBytes && attrSize <= attr.Length)
            session.AddAttr(PerfAttr.Read(attr, _order), attr[attrSize..]);
        else
            session.AddDamage(new TraceDamage(TraceDamageId.BadRecord, window.Offset, "an attr whose size can't be right; its event can't be read"));
        window.Advance(size);
        return null;
    }

    /// <summary>HEADER_FEATURE: u64 feature, then what a file has behind its data.</summary>
    private TraceDamage? TakeFeature(int size)
    {
        var record = window.Available[PerfRecordHeader.Bytes..size];
        if (record.Length >= 8)
            session.AddFeature((PerfFeature)Math.Min(_order.U64(record), int.MaxValue), record[8..]);
        window.Advance(size);
        return null;
    }

    /// <summary>TRACING_DATA: u32 size, then behind the record so many bytes, padded to 8.</summary>
    private TraceDamage? TakeTracingData(int size)
    {
        var length = _order.U32(window.Available[PerfRecordHeader.Bytes..]);
        var offset = window.Offset;
        if (length > TracingData.MaxBytes)
            return Damage(TraceDamageId.BadRecord, $"tracing data of {length} bytes; what follows can't be read");
        window.Advance(size);
        if (!window.Ensure((int)length))
            return new TraceDamage(TraceDamageId.Truncated, offset, "the trace ends within the tracing data");
        session.AddTracingData(window.Available[..(int)length], offset);
        return window.Skip((length + 7) & ~7L) ? null : new TraceDamage(TraceDamageId.Truncated, offset, "the trace ends within the tracing data");
    }

    /// <summary>AUXTRACE: u64 size of the bytes behind the record; nothing of ours is in them.</summary>
    private TraceDamage? TakeAuxTrace(int size)
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
