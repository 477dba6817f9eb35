using GangExitStream.Kafka;
using GangExitStream.Schemas.Binary;
using GangExitStream.Schemas.Records;
using GangExitStream.Schemas.Resolution;
using GangExitStream.Tests.Shared;

namespace GangExitStream.Tests.Integration;

/// <summary>One item of kvm-hv-events.</summary>
/// <param name="Source">Of which source.</param>
/// <param name="Tgid">Of which VM.</param>
/// <param name="Sequence">Its number.</param>
/// <param name="Event">What happened.</param>
/// <param name="GuestNs">Its guest_ns; null: none.</param>
internal sealed record EventItem(string Source, int Tgid, long Sequence, KvmEvent Event, long? GuestNs = null)
{
    /// <summary>All items of the topic as it is now, by partition and offset, and the sources' VMs that were ended.</summary>
    public static (List<EventItem> Items, List<(string Source, int Tgid)> Ended) ReadAll(KafkaOptions kafka, params IWriterSchemas[] writers)
    {
        var (reader, events, items, ended) = (new EventBatchReader(writers), new KvmEventBuffer(), new List<EventItem>(), new List<(string, int)>());
        foreach (var record in TopicReader.ReadAll(kafka, kafka.Topics.Events))
        {
            Assert.Equal(AvroError.None, reader.Read(record.Message.Value, events, out var batch));
            for (var i = 0; i < events.Count; i++)
                items.Add(new EventItem(batch.Source, batch.Tgid, batch.FirstSequence + i, events.Events[i], events.GuestNs.IsEmpty || events.GuestNs[i] < 0 ? null : events.GuestNs[i]));
            if (batch.EndOfSource)
                ended.Add((batch.Source, batch.Tgid));
        }
        return (items, ended);
    }

    /// <summary>What a trace must have become, without the sources' names: written from the contract.</summary>
    public static List<(int Tgid, long Sequence, KvmEvent Event)> Of(string trace) =>
        [.. BatchModel.ItemsOf(TraceReading.ReadAll(Traces.TraceFile.Open(trace)).Events).SelectMany(vm => vm.Value.Select((e, n) => (vm.Key, (long)n, Published(vm.Key, e))))];

    /// <summary>Items once each, however often they were published, in an order of their own.</summary>
    public static List<(int Tgid, long Sequence, KvmEvent Event)> Distinct(IEnumerable<EventItem> items) =>
        [.. items.Select(item => (item.Tgid, item.Sequence, item.Event)).Distinct().OrderBy(item => item.Tgid).ThenBy(item => item.Sequence)];

    // Without --registers there is no pc and msr; a loss belongs to the batch's VM.
    private static KvmEvent Published(int tgid, KvmEvent e) => e.Kind switch
    {
        KvmEventKind.GuestExit => KvmEvent.GuestExit(e.TimeNs, e.Cpu, tgid, e.Tid, e.Vcpu, e.Value, e.Ceded, 0, 0),
        _ => e,
    };
}
