using System.Globalization;
using System.Text;
using Confluent.Kafka;
using GangExitStream.Schemas.Binary;
using GangExitStream.Schemas.Codecs;
using GangExitStream.Schemas.Framing;
using GangExitStream.Schemas.Records;

namespace GangExitStream.Benchmarks.Kafka;

/// <summary>A VM that doesn't exist: runs of two vcores, ten events each, of which every one is a gang exit; and its records.</summary>
internal sealed class SyntheticVm(string host, string source, int tgid) : IDisposable
{
    /// <summary>Events of a run: a batch has whole runs.</summary>
    public const int RunEvents = 10;

    private readonly AvroBuffer _value = new();
    private readonly byte[] _key = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{host}/{tgid}"));
    private readonly RecordPrefix _prefix = RecordPrefix.SingleObject(RecordSchema.KvmHvEventBatch);
    private long _sequence;

    /// <summary>Produces the VM's next events: all of them happen now, on the wall clock.</summary>
    public void Produce(IProducer<byte[], byte[]> producer, string topic, Span<KvmEvent> events)
    {
        var now = WallNs();
        for (var i = 0; i < events.Length; i++)
            events[i] = At(_sequence + i, now);
        var batch = new KvmHvEventBatch { Host = host, Source = source, Tgid = tgid, FirstSequence = _sequence, BaseTimeNs = now, WallClockOffsetNs = 0 };
        _value.Clear();
        _value.Append(_prefix);
        KvmHvEventBatchCodec.Encode(batch, events, registers: false, _value);
        Send(producer, topic);
        _sequence += events.Length;
    }

    /// <summary>Nanoseconds since 1970.</summary>
    public static long WallNs() => (DateTime.UtcNow.Ticks - DateTime.UnixEpoch.Ticks) * 100;

    public void Dispose() => _value.Dispose();

    private void Send(IProducer<byte[], byte[]> producer, string topic)
    {
        while (true)
        {
            try
            {
                producer.Produce(topic, new Message<byte[], byte[]> { Key = _key, Value = _value.Written.ToArray() });
                return;
            }
            catch (ProduceException<byte[], byte[]> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
            {
                producer.Poll(TimeSpan.FromMilliseconds(10));
            }
        }
    }

    private KvmEvent At(long sequence, long timeNs)
    {
        var runner = (int)(sequence / RunEvents % 2);
        var (tid, cpu, vcpu) = (tgid + 1 + runner, 8 * runner, 8 * runner);
        return (sequence % RunEvents) switch
        {
            0 => KvmEvent.Enter(timeNs, cpu, tgid, tid, vcpu, 8),
            RunEvents - 1 => KvmEvent.Exit(timeNs, cpu, tgid, tid, vcpu, 8),
            var i => KvmEvent.GuestExit(timeNs, cpu, tgid, tid, vcpu + (int)i - 1, i == 1 ? 0x500 : 0xe80, ceded: i == 8 ? (byte)1 : (byte)0),
        };
    }
}
