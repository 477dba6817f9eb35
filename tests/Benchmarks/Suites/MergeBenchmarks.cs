using BenchmarkDotNet.Attributes;
using GangExitStream.Traces.Ordering;

namespace GangExitStream.Benchmarks.Suites;

/// <summary>Decoded events into time order.</summary>
[MemoryDiagnoser]
public class MergeBenchmarks
{
    private readonly List<EventBlock> _blocks = Traces.Blocks(Traces.Power8());
    private readonly KvmEvent[] _piece = new KvmEvent[1024];

    [Benchmark(OperationsPerInvoke = Traces.Power8Events)]
    public int MergeRounds()
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
            for (int count; (count = merger.Drain(_piece)) > 0;)
                merged += count;
        }
        return merged;
    }
}
