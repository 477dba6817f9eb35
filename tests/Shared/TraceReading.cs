using GangExitStream.Traces;

namespace GangExitStream.Tests.Shared;

/// <summary>A whole trace in memory.</summary>
internal sealed record ReadTrace(List<KvmEvent> Events, TraceSummary Summary, TraceInfo Info);

internal static class TraceReading
{
    /// <summary>Reads all of a trace, in pieces of the given size.</summary>
    public static ReadTrace ReadAll(ITraceReader reader, int pieces = 512)
    {
        using (reader)
        {
            var events = new List<KvmEvent>();
            var piece = new KvmEvent[pieces];
            for (int count; (count = reader.Read(piece)) > 0;)
                events.AddRange(piece.AsSpan(0, count));
            return new ReadTrace(events, reader.Summary, reader.Info);
        }
    }

    /// <summary>Reads all recordings of an input.</summary>
    public static List<ReadTrace> ReadParts(byte[] bytes)
    {
        using var reader = TraceFile.Open(new MemoryStream(bytes));
        var parts = new List<ReadTrace>();
        var piece = new KvmEvent[512];
        do
        {
            var events = new List<KvmEvent>();
            for (int count; (count = reader.Read(piece)) > 0;)
                events.AddRange(piece.AsSpan(0, count));
            parts.Add(new ReadTrace(events, reader.Summary, reader.Info));
        }
        while (reader.NextPart());
        return parts;
    }

    public static ReadTrace ReadAll(byte[] bytes, TraceOptions? options = null) => ReadAll(TraceFile.Open(new MemoryStream(bytes), options));
}
