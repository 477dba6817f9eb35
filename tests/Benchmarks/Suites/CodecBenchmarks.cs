using BenchmarkDotNet.Attributes;
using GangExitStream.Schemas.Binary;
using GangExitStream.Schemas.Codecs;
using GangExitStream.Schemas.Framing;
using GangExitStream.Schemas.Records;
using GangExitStream.Schemas.Resolution;

namespace GangExitStream.Benchmarks.Suites;

/// <summary>Batches of events to Avro and back, framing included.</summary>
[MemoryDiagnoser]
public class CodecBenchmarks : IDisposable
{
    private const int BatchEvents = 512;

    private readonly KvmEvent[] _events = Traces.Events(Traces.Power8())[..BatchEvents];
    private readonly AvroBuffer _buffer = new();
    private readonly AvroBuffer _encoded = new();
    private readonly RecordUnwrapper _unwrapper = new(RecordSchema.KvmHvEventBatch);
    private readonly Utf8StringCache _strings = new();
    private readonly KvmEventBuffer _found = new();

    /// <summary>With pc and msr, which the default leaves out.</summary>
    [Params(false, true)]
    public bool Registers { get; set; }

    [GlobalSetup]
    public void Prepare() => EncodeTo(_encoded);

    [Benchmark(OperationsPerInvoke = BatchEvents)]
    public int Encode() => EncodeTo(_buffer);

    [Benchmark(OperationsPerInvoke = BatchEvents)]
    public int Decode()
    {
        _unwrapper.Unwrap(_encoded.Written, out var body);
        KvmHvEventBatchCodec.Decode(body, _strings, _found, out _);
        return _found.Count;
    }

    public void Dispose()
    {
        _buffer.Dispose();
        _encoded.Dispose();
        GC.SuppressFinalize(this);
    }

    private int EncodeTo(AvroBuffer buffer)
    {
        var batch = new KvmHvEventBatch { Host = "power8-a", Source = "trace-1", Tgid = _events[0].Tgid, BaseTimeNs = _events[0].TimeNs };
        buffer.Clear();
        buffer.Append(RecordPrefix.SingleObject(RecordSchema.KvmHvEventBatch));
        KvmHvEventBatchCodec.Encode(in batch, _events, Registers, buffer);
        return buffer.Length;
    }
}
