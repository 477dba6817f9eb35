using BenchmarkDotNet.Attributes;
using GangExitStream.Detection;

namespace GangExitStream.Benchmarks.Suites;

/// <summary>Events in time order into runs, by both attributions.</summary>
[MemoryDiagnoser]
public class DetectBenchmarks
{
    private readonly KvmEvent[] _events = Traces.Events(Traces.Power8());

    [Benchmark(OperationsPerInvoke = Traces.Power8Events)]
    public int Detect()
    {
        var detector = new TraceDetector();
        var sink = default(NullSink);
        detector.Process(_events, ref sink);
        detector.Finish();
        return detector.Vms.Count;
    }
}
