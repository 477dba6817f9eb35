using BenchmarkDotNet.Attributes;
using GangExitStream.Traces;
using GangExitStream.Traces.Ordering;

namespace GangExitStream.Benchmarks.Suites;

/// <summary>perf.data, in memory, into events. What is allocated is the reader's own, whatever the number of events.</summary>
[MemoryDiagnoser]
public class DecodeBenchmarks
{
    private readonly byte[] _trace = Traces.Power8();
    private readonly KvmEvent[] _piece = new KvmEvent[1024];
    private readonly EventBlock _block = new();

    /// <summary>What the decoding thread does.</summary>
    [Benchmark(OperationsPerInvoke = Traces.Power8Events)]
    public int DecodeIntoBlocks()
    {
        using var decoder = Traces.Decoder(_trace);
        var events = 0;
        do
        {
            _block.Clear();
            decoder.Fill(_block);
            events += _block.Events.Length;
        }
        while (!_block.EndsTrace);
        return events;
    }

    /// <summary>Both threads: decoded ahead, merged.</summary>
    [Benchmark(OperationsPerInvoke = Traces.Power8Events)]
    public long ReadTrace() => Traces.Drain(TraceFile.Open(new MemoryStream(_trace)), _piece);
}
