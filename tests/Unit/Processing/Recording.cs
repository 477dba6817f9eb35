using GangExitStream.Detection;
using GangExitStream.Producer;
using GangExitStream.Producer.Batching;
using GangExitStream.Tests.Driver;
using GangExitStream.Tests.Shared;
using GangExitStream.Tests.Unit.Detect;
using GangExitStream.Traces;

namespace GangExitStream.Tests.Unit.Processing;

/// <summary>A recording as published by the producer, and its counts in the report.</summary>
internal static class Recording
{
    public static List<KvmEvent> Read(string trace) => TraceReading.ReadAll(TraceFile.Open(RepoFiles.Trace(trace))).Events;

    public static InputLog Publish(List<KvmEvent> events, int maxEvents = 512)
    {
        var log = new InputLog();
        var batcher = new VmBatcher(new SourceIdentity("h", "s", 1_700_000_000_000_000_000), new BatchLimits { MaxEvents = maxEvents });
        for (var at = 0; at < events.Count; Take(batcher, log))
            at += batcher.Add(events.ToArray().AsSpan(at), 0);
        batcher.Finish();
        Take(batcher, log);
        return log;
    }

    public static (TraceDetector Detector, TotalsSink Sink) Report(List<KvmEvent> events)
    {
        var (detector, sink) = (new TraceDetector(), new TotalsSink());
        detector.Process(events.ToArray(), ref sink);
        detector.Finish();
        return (detector, sink);
    }

    private static void Take(VmBatcher batcher, InputLog log)
    {
        while (batcher.TryTake(out var batch))
            log.Add(batch.Header, batch.Events.Span);
    }
}
