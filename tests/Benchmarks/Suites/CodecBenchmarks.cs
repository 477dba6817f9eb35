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
    private readonly EventBatchReader _reader = new();
    private readonly KvmEventBuffer _found = new();
    private long[] _guestNs = [];

    public enum Field
    {
        None,
        Registers,
        GuestNs,
    }

    /// <summary>The fields that the default leaves out: pc and msr, or the time in the guest.</summary>
    [Params(Field.None, Field.Registers, Field.GuestNs)]
    public Field With { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        if (With == Field.GuestNs)
            _guestNs = [.. _events.Select(static e => e.Kind == KvmEventKind.GuestExit ? (e.TimeNs * 7919) % 3_000_000 : KvmEvent.Unknown)];
        EncodeTo(_encoded);
    }

    [Benchmark(OperationsPerInvoke = BatchEvents)]
    public int Encode() => EncodeTo(_buffer);

    [Benchmark(OperationsPerInvoke = BatchEvents)]
    public int Decode()
    {
        _reader.Read(_encoded.Written, _found, out _);
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
        buffer.Append(RecordPrefix.SingleObject(KvmHvEventBatchCodec.SchemaOf(_guestNs)));
        KvmHvEventBatchCodec.Encode(in batch, _events, _guestNs, With == Field.Registers, buffer);
        return buffer.Length;
    }
}
