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

    public static ReadTrace ReadAll(byte[] bytes, TraceOptions? options = null) => ReadAll(TraceFile.Open(new MemoryStream(bytes), options));
}
