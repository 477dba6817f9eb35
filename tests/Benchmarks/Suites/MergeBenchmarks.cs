using BenchmarkDotNet.Attributes;
using GangExitStream.Traces.Ordering;

namespace GangExitStream.Benchmarks.Suites;

/// <summary>Decoded events into order.</summary>
[MemoryDiagnoser]
public class MergeBenchmarks
{
    private readonly KvmEvent[] _piece = new KvmEvent[1024];
    private List<EventBlock> _blocks = [];

    [ParamsSource(nameof(Inputs))]
    public string Input { get; set; } = "";

    public static IEnumerable<string> Inputs => Suites.Inputs.All;

    [GlobalSetup]
    public void Read() => _blocks = Suites.Inputs.Blocks(Input);

    [Benchmark(OperationsPerInvoke = Suites.Inputs.Events)]
    public int ByTime() => Merge(static (merger, events) => merger.Drain(events));

    [Benchmark(OperationsPerInvoke = Suites.Inputs.Events)]
    public int WithinVms() => Merge(static (merger, events) => merger.DrainByVm(events));

    private int Merge(Drain drain)
    {
        var merger = new RoundMerger();
        var merged = 0;
        foreach (var block in _blocks)
        {
            merger.Append(block);
            if (block.EndsRound)
                merger.EndRound();
            if (block.EndsTrace)
                merger.EndAll();
            for (int count; merged < Suites.Inputs.Events && (count = drain(merger, _piece)) > 0;)
                merged += count;
            if (merged >= Suites.Inputs.Events)
                break;
        }
        return merged;
    }

    private delegate int Drain(RoundMerger merger, Span<KvmEvent> events);
}
