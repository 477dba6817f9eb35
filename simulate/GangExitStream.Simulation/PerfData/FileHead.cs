using System.Buffers.Binary;

namespace GangExitStream.Simulation.PerfData;

/// <summary>The beginning of the file, before the data: the file header (104 bytes), the ids, and the attrs.</summary>
internal static class FileHead
{
    /// <summary>Offset of the data size in the header.</summary>
    public const int DataSizeAt = 48;

    private const int HeaderBytes = 104;
    private const int AttrBytes = 128;
    private const int IdBytes = 8;
    private const ulong ReadFormat = 0x14; // ID, LOST
    private const ulong SampleIdAll = 1UL << 18;
    private const ulong UseClockId = 1UL << 25;
    private const int ClockMonotonic = 1;

    /// <summary>The head for a POWER8 host (both events) or a POWER9 host (guest exits only).</summary>
    public static byte[] Of(bool isPower9)
    {
        ushort[] events = isPower9 ? [TracepointFormats.GuestExitId] : [TracepointFormats.GuestExitId, TracepointFormats.RunCoreId];
        var attrsAt = HeaderBytes + (events.Length * IdBytes);
        var attrsBytes = events.Length * (AttrBytes + 16);
        var head = new byte[attrsAt + attrsBytes];
        Header(head, attrsAt, attrsBytes);
        for (var i = 0; i < events.Length; i++)
        {
            var idAt = HeaderBytes + (i * IdBytes);
            BinaryPrimitives.WriteUInt64LittleEndian(head.AsSpan(idAt), SampleWriter.FirstId + (ulong)i);
            Attr(head.AsSpan(attrsAt + (i * (AttrBytes + 16))), events[i], idAt);
        }
        return head;
    }

    private static void Header(Span<byte> head, int attrsAt, int attrsBytes)
    {
        "PERFILE2"u8.CopyTo(head);
        BinaryPrimitives.WriteInt64LittleEndian(head[8..], HeaderBytes);
        BinaryPrimitives.WriteInt64LittleEndian(head[16..], AttrBytes + 16);
        BinaryPrimitives.WriteInt64LittleEndian(head[24..], attrsAt);
        BinaryPrimitives.WriteInt64LittleEndian(head[32..], attrsBytes);
        BinaryPrimitives.WriteInt64LittleEndian(head[40..], head.Length); // the data follow
        BinaryPrimitives.WriteUInt64LittleEndian(head[72..], FeatureSections.Bits);
    }

    // struct perf_event_attr, followed by the section of its ids
    private static void Attr(Span<byte> attr, ushort tracepoint, int idAt)
    {
        BinaryPrimitives.WriteInt32LittleEndian(attr, 2); // PERF_TYPE_TRACEPOINT
        BinaryPrimitives.WriteInt32LittleEndian(attr[4..], AttrBytes);
        BinaryPrimitives.WriteInt64LittleEndian(attr[8..], tracepoint);
        BinaryPrimitives.WriteInt64LittleEndian(attr[16..], 1); // sample_period
        BinaryPrimitives.WriteUInt64LittleEndian(attr[24..], SampleWriter.SampleType);
        BinaryPrimitives.WriteUInt64LittleEndian(attr[32..], ReadFormat);
        BinaryPrimitives.WriteUInt64LittleEndian(attr[40..], SampleIdAll | UseClockId);
        BinaryPrimitives.WriteInt32LittleEndian(attr[92..], ClockMonotonic);
        BinaryPrimitives.WriteInt64LittleEndian(attr[AttrBytes..], idAt);
        BinaryPrimitives.WriteInt64LittleEndian(attr[(AttrBytes + 8)..], IdBytes);
    }
}
