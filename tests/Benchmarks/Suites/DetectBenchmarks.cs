using BenchmarkDotNet.Attributes;
using GangExitStream.Detection;

namespace GangExitStream.Benchmarks.Suites;

/// <summary>Events into runs, by both attributions.</summary>
[MemoryDiagnoser]
public class DetectBenchmarks
{
    private KvmEvent[] _events = [];

    [ParamsSource(nameof(Inputs))]
    public string Input { get; set; } = "";

    /// <summary>In time order, or in order within each VM only.</summary>
    [Params(false, true)]
    public bool WithinVms { get; set; }

    public static IEnumerable<string> Inputs => Suites.Inputs.All;

    [GlobalSetup]
    public void Read() => _events = Suites.Inputs.InOrder(Input, WithinVms);

    [Benchmark(OperationsPerInvoke = Suites.Inputs.Events)]
    public int Detect()
    {
        var detector = new TraceDetector();
        var sink = default(NullSink);
        detector.Process(_events, ref sink);
        detector.Finish();
        return detector.Vms.Count;
    }
}
