using System.Diagnostics;
using GangExitStream.Processor;
using GangExitStream.Processor.Epochs;
using GangExitStream.Processor.Ingest;
using GangExitStream.Processor.Sessions;
using GangExitStream.Schemas.Framing;
using GangExitStream.Schemas.Records;
using GangExitStream.Schemas.Resolution;
using Streamiz.Kafka.Net.Processors.Public;
using Streamiz.Kafka.Net.State;

namespace GangExitStream.StreamsPeer;

/// <summary>One task's part of the topology: a batch of a VM's events becomes its gang exits, and the VM's state goes into the store.</summary>
internal sealed class Detection : ITransformer<byte[], byte[], byte[], IEnumerable<byte[]>>, IDisposable
{
    public const string Store = "state";

    private static readonly TaskCompletionSource Done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private static long s_first;
    private static long s_last;
    private static long s_events;
    private static long s_gangExits;
    private static long s_expected = long.MaxValue;

    private readonly BatchDecoder _decoder = new([new ReleasedSchemas()]);
    private readonly RecordChunk _chunk = new();
    private readonly Epoch _epoch = new();
    private readonly Dictionary<VmKey, VmSession> _sessions = [];
    private readonly ProcessorOptions _options = new();
    private IKeyValueStore<byte[], byte[]>? _store;

    public static long Events => Interlocked.Read(ref s_events);

    public static long GangExits => Interlocked.Read(ref s_gangExits);

    /// <summary>From the first record to the last one.</summary>
    public static TimeSpan Elapsed => Stopwatch.GetElapsedTime(s_first, s_last);

    public static Task WhenDoneAsync(long events)
    {
        Interlocked.Exchange(ref s_expected, events);
        return Done.Task;
    }

    public void Init(ProcessorContext<byte[], IEnumerable<byte[]>> context) => _store = (IKeyValueStore<byte[], byte[]>)context.GetStateStore(Store);

    public Record<byte[], IEnumerable<byte[]>> Process(Record<byte[], byte[]> record)
    {
        Interlocked.CompareExchange(ref s_first, Stopwatch.GetTimestamp(), 0);
        _chunk.Clear();
        _chunk.Add(new RawRecord(0, 0, PooledBytes.Copy(record.Key), PooledBytes.Copy(record.Value)));
        _decoder.Decode(_chunk);
        var decoded = _chunk.Decoded[0];
        var session = SessionOf(new VmKey(decoded.Batch.Host, decoded.Batch.Source, decoded.Batch.Tgid));
        _epoch.Clear();
        session.Apply(decoded.Batch, decoded.Events.Events, partition: 0, _epoch);
        var gangExits = Values(OutputTopic.GangExits);
        Save(record.Key, session);
        Count(decoded.Events.Events.Length, gangExits.Count);
        return Record<byte[], IEnumerable<byte[]>>.Create(record.Key, gangExits);
    }

    public void Close() => Dispose();

    public void Dispose() => _epoch.Dispose();

    private VmSession SessionOf(VmKey key) => _sessions.TryGetValue(key, out var session) ? session : _sessions[key] = new VmSession(key, _options);

    private void Save(byte[] key, VmSession session)
    {
        _epoch.Clear();
        session.Write(partition: 0, RecordPrefix.SingleObject(RecordSchema.DetectorState), wallMs: 0, _epoch);
        _store!.Put(key, Values(OutputTopic.State)[0]);
    }

    private List<byte[]> Values(OutputTopic topic)
    {
        var values = new List<byte[]>();
        foreach (var record in _epoch.Part.Records)
        {
            if (record.Topic == topic)
                values.Add(_epoch.Bytes.Written.Slice(record.ValueAt, record.ValueLength).ToArray());
        }
        return values;
    }

    private static void Count(int events, int gangExits)
    {
        Interlocked.Add(ref s_gangExits, gangExits);
        if (Interlocked.Add(ref s_events, events) < Interlocked.Read(ref s_expected))
            return;
        s_last = Stopwatch.GetTimestamp();
        Done.TrySetResult();
    }
}
