using System.Buffers.Binary;
using System.Runtime.InteropServices;
using GangExitStream.Traces.Formats;
using GangExitStream.Traces.Perf.Attributes;
using GangExitStream.Traces.Perf.Files;
using GangExitStream.Traces.Perf.Samples;

namespace GangExitStream.Benchmarks.Trace;

/// <summary>
/// A perf.data in file mode, written again as if its recording had been repeated, each session as much later as a session
/// lasts. The records stay as perf wrote them but for their times, so that perf itself reads the file, too.
/// </summary>
internal sealed class RepeatedTrace
{
    /// <summary>The source is held in memory; what is written may be of any size.</summary>
    private const long MaxSourceBytes = 1 << 30;

    private static readonly PerfBytes Order = new(BigEndian: false);

    private readonly byte[] _file;
    private readonly PerfFileHeader _header;
    private readonly SessionTimes _times;

    private RepeatedTrace(byte[] file, PerfFileHeader header)
    {
        (_file, _header) = (file, header);
        _times = SessionTimes.Find(Data, FindEvents());
    }

    private Span<byte> Data => _file.AsSpan((int)_header.Data.Offset, (int)_header.Data.Size);

    private int DataEnd => (int)(_header.Data.Offset + _header.Data.Size);

    /// <summary>Throws NotSupportedException where the file isn't one that can be repeated.</summary>
    public static RepeatedTrace Read(string path)
    {
        if (new FileInfo(path).Length > MaxSourceBytes)
            throw new NotSupportedException($"{path}: larger than {MaxSourceBytes} bytes; take a shorter recording, it is repeated anyway");
        var file = File.ReadAllBytes(path);
        if (file.Length < PerfFileHeader.Bytes || !PerfFileHeader.TryRecognize(file, out var order, out var isPipe))
            throw new NotSupportedException($"{path}: not a perf.data");
        if (isPipe || order.BigEndian)
            throw new NotSupportedException($"{path}: {(isPipe ? "in pipe mode" : "from a big-endian machine")}; take a little-endian one in file mode");
        var header = PerfFileHeader.Read(file, order);
        if (header.Data.Size == 0 || header.Data.Offset + header.Data.Size > file.Length)
            throw new NotSupportedException($"{path}: its data are not all there");
        return new RepeatedTrace(file, header);
    }

    /// <summary>Writes the trace with so many sessions.</summary>
    public void Write(Stream target, long sessions)
    {
        var grown = (sessions - 1) * (Data.Length - _times.Start);
        Add(48, grown); // the header's size of the data
        target.Write(_file.AsSpan(0, (int)_header.Data.Offset + _times.Start));
        for (var session = 0L; session < sessions; session++)
        {
            target.Write(Data[_times.Start..]);
            _times.ShiftBySession(Data);
        }
        MoveFeatures(grown);
        target.Write(_file.AsSpan(DataEnd));
    }

    /// <summary>The features' sections and their table stand behind the data.</summary>
    private void MoveFeatures(long by)
    {
        var at = DataEnd;
        for (var feature = 0; feature < 256; feature++)
        {
            if (!_header.Has(feature))
                continue;
            Add(at, by);
            at += PerfSection.Bytes;
        }
    }

    private void Add(int at, long more)
    {
        var place = _file.AsSpan(at, 8);
        BinaryPrimitives.WriteInt64LittleEndian(place, BinaryPrimitives.ReadInt64LittleEndian(place) + more);
    }

    private Dictionary<ulong, SampleLayout> FindEvents()
    {
        var layouts = new Dictionary<ulong, SampleLayout>();
        for (var at = _header.Attrs.Offset; at < _header.Attrs.Offset + _header.Attrs.Size; at += _header.AttrSize)
        {
            var bytes = _file.AsSpan((int)at, (int)_header.AttrSize);
            var layout = new SampleLayout(PerfAttr.Read(bytes, Order));
            var ids = PerfSection.Read(bytes[^PerfSection.Bytes..], Order);
            foreach (var id in MemoryMarshal.Cast<byte, ulong>(_file.AsSpan((int)ids.Offset, (int)ids.Size)))
                layouts.TryAdd(id, layout);
            layouts.TryAdd(0, layout); // perf: id 0 is the first attr's
        }
        return layouts;
    }
}
