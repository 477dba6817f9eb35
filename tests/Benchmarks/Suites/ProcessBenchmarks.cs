using System.Globalization;
using System.Text;
using BenchmarkDotNet.Attributes;
using GangExitStream.Processor;
using GangExitStream.Processor.Epochs;
using GangExitStream.Processor.Ingest;
using GangExitStream.Processor.Sessions;
using GangExitStream.Schemas.Binary;
using GangExitStream.Schemas.Codecs;
using GangExitStream.Schemas.Framing;
using GangExitStream.Schemas.Records;
using GangExitStream.Schemas.Resolution;

namespace GangExitStream.Benchmarks.Suites;

/// <summary>
/// The processor's own part of an event's way: a record's bytes checked and decoded, its events through the VM's state, its gang
/// exits encoded into the epoch. No Kafka. The sample's largest VM, over and over, its times and sequence going on.
/// </summary>
[MemoryDiagnoser]
public class ProcessBenchmarks : IDisposable
{
    private const int BatchEvents = 512;
    private const int Batches = 64;

    private readonly ProcessorOptions _options = new();
    private readonly BatchDecoder _decoder = new([new ReleasedSchemas()]);
    private readonly RecordChunk[] _chunks = new RecordChunk[Batches];
    private readonly Epoch _epoch = new();
    private readonly KvmHvEventBatch _batch;
    private readonly VmSession _session;
    private long _done;

    public ProcessBenchmarks()
    {
        var all = Traces.Events(Traces.Power8());
        var tgid = all.GroupBy(e => e.Tgid).MaxBy(vm => vm.Count())!.Key;
        var events = all.Where(e => e.Tgid == tgid).ToArray();
        _batch = new KvmHvEventBatch { Host = "power8-a", Source = "trace-1", Tgid = tgid };
        _session = new VmSession(new VmKey(_batch.Host, _batch.Source, tgid), _options);
        for (var i = 0; i < Batches; i++)
            _chunks[i] = Chunk(i, [.. Enumerable.Range(i * BatchEvents, BatchEvents).Select(at => events[at % events.Length] with { TimeNs = at * 1000L })]);
    }

    [Benchmark(OperationsPerInvoke = Batches * BatchEvents)]
    public long DecodeAndDetect()
    {
        _epoch.Clear();
        foreach (var chunk in _chunks)
        {
            _decoder.Decode(chunk);
            _session.Apply(Later(chunk.Decoded[0].Batch), chunk.Decoded[0].Events.Events, 0, _epoch);
        }
        _done += Batches * BatchEvents;
        return _epoch.Counts.GangExits;
    }

    public void Dispose()
    {
        _epoch.Dispose();
        GC.SuppressFinalize(this);
    }

    // The batches come again and again: each time under new numbers, or they would be duplicates.
    private KvmHvEventBatch Later(KvmHvEventBatch batch) => batch with { FirstSequence = batch.FirstSequence + _done };

    private RecordChunk Chunk(int index, KvmEvent[] events)
    {
        using var bytes = new AvroBuffer();
        bytes.Append(RecordPrefix.SingleObject(RecordSchema.KvmHvEventBatchV2));
        KvmHvEventBatchCodec.Encode(_batch with { FirstSequence = index * BatchEvents, BaseTimeNs = events[0].TimeNs }, events, registers: false, bytes);
        var key = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{_batch.Host}/{_batch.Tgid}"));
        var chunk = new RecordChunk();
        chunk.Add(new RawRecord(0, index, PooledBytes.Copy(key), PooledBytes.Copy(bytes.Written)));
        return chunk;
    }
}
