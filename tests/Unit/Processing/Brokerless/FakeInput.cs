using GangExitStream.Processor;
using GangExitStream.Processor.Epochs;
using GangExitStream.Processor.Sessions;
using GangExitStream.Schemas.Binary;
using GangExitStream.Schemas.State;
using GangExitStream.Tests.Driver;

namespace GangExitStream.Tests.Unit.Processing.Brokerless;

/// <summary>
/// The records of an input partition by offset. Even offsets are undecodable records, each of which becomes one dead letter with its offset. Odd
/// offsets are batches of one event, alternately of two VMs, so that a VM's sequence shows whether all earlier batches were processed.
/// </summary>
internal static class FakeInput
{
    private const int Vms = 2;

    public static bool IsPoison(long offset) => offset % 2 == 0;

    public static (byte[] Key, byte[] Value) At(int partition, long offset)
    {
        if (IsPoison(offset))
            return ([1], [1, 2, 3]);
        var (batch, events) = BatchAt(partition, offset);
        return (InputLog.KeyOf(batch), InputLog.Encode(batch, events));
    }

    /// <summary>The sequence that a VM's state has come to when the partition is processed up to an offset; by VM.</summary>
    public static Dictionary<VmKey, long> Sequences(int partition, long end)
    {
        var next = new Dictionary<VmKey, long>();
        for (var offset = 1L; offset < end; offset += 2)
        {
            var batch = BatchAt(partition, offset).Batch;
            next[new VmKey(batch.Host, batch.Source, batch.Tgid)] = batch.FirstSequence + 1;
        }
        return next;
    }

    /// <summary>The changelog's records of a partition that was processed up to an offset, its own record last.</summary>
    public static List<(byte[] Key, byte[]? Value)> StateAt(int partition, long end, string writer)
    {
        var options = new ProcessorOptions { Writer = writer };
        var store = new SessionStore(partition, options);
        using var epoch = new Epoch();
        for (var offset = 0L; offset < end; offset++)
        {
            store.Passed(offset, epoch);
            if (IsPoison(offset))
                continue;
            var (batch, events) = BatchAt(partition, offset);
            store.Touch(new VmKey(batch.Host, batch.Source, batch.Tgid), 0).Apply(batch, events, partition, epoch);
        }
        store.WriteChanges(0, epoch);
        return [.. epoch.Part.Records.Where(record => record.Topic == OutputTopic.State)
            .Select(record => (record.Key, (byte[]?)epoch.Bytes.Written.Slice(record.ValueAt, record.ValueLength).ToArray()))];
    }

    public static DetectorState Decode(byte[] value) => StateBytes.Decode(value, new Utf8StringCache());

    private static (Schemas.Records.KvmHvEventBatch Batch, KvmEvent[] Events) BatchAt(int partition, long offset)
    {
        var (index, vm) = (offset / 2 / Vms, (int)(offset / 2 % Vms));
        var tgid = (10 * (partition + 1)) + vm;
        KvmEvent[] events = [KvmEvent.Enter(1000 + index, 0, tgid, tgid + 1, 0, 4)];
        return (InputLog.BatchOf(index, events, tgid: tgid), events);
    }
}
