using GangExitStream.Tests.Shared;
using GangExitStream.Traces;
using GangExitStream.Traces.Formats;
using GangExitStream.Traces.Input;
using GangExitStream.Traces.Ordering;
using GangExitStream.Traces.Perf;
using GangExitStream.Traces.Perf.Attributes;
using GangExitStream.Traces.Perf.Files;
using GangExitStream.Traces.Perf.Records;

namespace GangExitStream.Benchmarks.Suites;

/// <summary>The recordings that the benchmarks read, in memory.</summary>
internal static class Traces
{
    /// <summary>Events of power8-smt4, in all of its forms.</summary>
    public const int Power8Events = 33_580;

    public static byte[] Power8() => File.ReadAllBytes(RepoFiles.Trace("samples/power8-smt4.perf.data"));

    /// <summary>All events, in time order.</summary>
    public static KvmEvent[] Events(byte[] trace)
    {
        using var reader = TraceFile.Open(new MemoryStream(trace));
        var events = new List<KvmEvent>();
        var piece = new KvmEvent[1024];
        for (int count; (count = reader.Read(piece)) > 0;)
            events.AddRange(piece.AsSpan(0, count));
        return [.. events];
    }

    /// <summary>Reads a trace to its end; how many events it had.</summary>
    public static long Drain(ITraceReader reader, KvmEvent[] piece)
    {
        using (reader)
        {
            while (reader.Read(piece) > 0)
            {
                // Only reading is measured.
            }
            return reader.Summary.Events;
        }
    }

    /// <summary>Decoder of a perf.data in file mode, as the decoding thread has it.</summary>
    public static PerfDecoder Decoder(byte[] trace)
    {
        var header = PerfFileHeader.Read(trace, new PerfBytes(BigEndian: false));
        var session = new PerfSession(header.Order, TraceOptions.Default);
        var stream = new MemoryStream(trace);
        new PerfFileOpener(stream, header, session).ReadAll();
        stream.Position = header.Data.Offset;
        var window = new ByteWindow(stream, PerfReader.WindowBytes, progress: null);
        window.StartAt(header.Data.Offset, header.Data.Size);
        return new PerfDecoder(window, session, new LossDecoder(session));
    }

    /// <summary>The blocks that a decoding thread hands to the merging one.</summary>
    public static List<EventBlock> Blocks(byte[] trace)
    {
        using var decoder = Decoder(trace);
        var blocks = new List<EventBlock>();
        do
        {
            blocks.Add(new EventBlock());
            decoder.Fill(blocks[^1]);
        }
        while (!blocks[^1].EndsTrace);
        return blocks;
    }
}
