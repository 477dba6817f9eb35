using System.Buffers.Binary;
using GangExitStream.Traces.Formats;
using GangExitStream.Traces.Perf.Records;
using GangExitStream.Traces.Perf.Samples;

namespace GangExitStream.Benchmarks.Trace;

/// <summary>The places of all times in a session's records, and how long the session lasts.</summary>
internal sealed class SessionTimes(List<int> places, int start, long duration)
{
    /// <summary>Where the first record with a time begins; what perf wrote before describes the recording, and is needed once.</summary>
    public int Start => start;

    private static readonly PerfBytes Order = new(BigEndian: false);

    /// <summary>Walks over the records. Those that perf made up itself bear the time 0, or none; they keep it.</summary>
    public static SessionTimes Find(ReadOnlySpan<byte> data, Dictionary<ulong, SampleLayout> layouts)
    {
        var (places, start, first, last) = (new List<int>(), 0, long.MaxValue, 0L);
        for (var at = 0; at < data.Length;)
        {
            var record = RecordAt(data, at, out var type);
            if (TimePlace(record, type, layouts) is { } place && ReadTime(data, at + place) is var time and > 0)
            {
                start = places.Count == 0 ? at : start;
                places.Add(at + place);
                (first, last) = (Math.Min(first, time), Math.Max(last, time));
            }
            at += record.Length;
        }
        return places.Count > 0 ? new SessionTimes(places, start, last - first + 1) : throw new NotSupportedException("no record in it has a time");
    }

    /// <summary>Makes the records those of the next session.</summary>
    public void ShiftBySession(Span<byte> data)
    {
        foreach (var place in places)
            BinaryPrimitives.WriteInt64LittleEndian(data[place..], ReadTime(data, place) + duration);
    }

    private static long ReadTime(ReadOnlySpan<byte> data, int at) => BinaryPrimitives.ReadInt64LittleEndian(data[at..]);

    private static ReadOnlySpan<byte> RecordAt(ReadOnlySpan<byte> data, int at, out PerfRecordType type)
    {
        var header = data.Length - at >= PerfRecordHeader.Bytes ? PerfRecordHeader.Read(data[at..], Order) : default;
        type = header.Type;
        if (type is PerfRecordType.Compressed or PerfRecordType.Compressed2)
            throw new NotSupportedException("it is compressed; take one that was recorded without -z");
        if (header.Size < PerfRecordHeader.Bytes || header.Size > data.Length - at || type == PerfRecordType.AuxTrace)
            throw new NotSupportedException($"a record of type {(uint)type} at {at} bytes into its data can't be repeated");
        return data.Slice(at, header.Size);
    }

    /// <summary>Where in the record its time stands; null: it has none.</summary>
    private static int? TimePlace(ReadOnlySpan<byte> record, PerfRecordType type, Dictionary<ulong, SampleLayout> layouts)
    {
        var first = layouts.Values.First();
        if (type == PerfRecordType.Sample)
        {
            var id = first.Id >= 0 ? Order.U64(record[(PerfRecordHeader.Bytes + first.Id)..]) : 0;
            return layouts.TryGetValue(id, out var layout) && layout.Time >= 0 ? PerfRecordHeader.Bytes + layout.Time : null;
        }
        return type < PerfRecordType.HeaderAttr && first.Trailer.Time > 0 ? record.Length - first.Trailer.Time : null;
    }
}
