using GangExitStream.Producer.Batching;

namespace GangExitStream.Tests.Shared;

/// <summary>What batches must hold, written from the contract and nothing else.</summary>
internal static class BatchModel
{
    /// <summary>Each VM's items: its own events, and each loss once the VM has been seen.</summary>
    public static Dictionary<int, List<KvmEvent>> ItemsOf(IEnumerable<KvmEvent> trace)
    {
        var items = new Dictionary<int, List<KvmEvent>>();
        foreach (var e in trace)
        {
            if (e.Kind == KvmEventKind.Lost)
                items.Values.ToList().ForEach(list => list.Add(e));
            else if (e.Tgid != KvmEvent.Unknown)
                (items.TryGetValue(e.Tgid, out var list) ? list : items[e.Tgid] = []).Add(e);
        }
        return items;
    }

    /// <summary>Puts batches together again; fails on a gap, a repetition, or anything behind an end mark.</summary>
    public static Dictionary<int, List<KvmEvent>> Join(IEnumerable<SeenBatch> batches)
    {
        var items = new Dictionary<int, List<KvmEvent>>();
        var ended = new HashSet<int>();
        foreach (var (header, events) in batches)
        {
            var list = items.TryGetValue(header.Tgid, out var found) ? found : items[header.Tgid] = [];
            Assert.Equal(list.Count, header.FirstSequence);
            Assert.DoesNotContain(header.Tgid, ended);
            Assert.True(events.Length > 0 || header.EndOfSource, "an empty batch that ends nothing");
            if (events.Length > 0)
                Assert.Equal(events[0].TimeNs, header.BaseTimeNs);
            list.AddRange(events);
            if (header.EndOfSource)
                ended.Add(header.Tgid);
        }
        return items;
    }

    public static void AssertSame(Dictionary<int, List<KvmEvent>> expected, Dictionary<int, List<KvmEvent>> actual)
    {
        Assert.Equal(expected.Keys.Order(), actual.Keys.Order());
        foreach (var (tgid, items) in expected)
            Assert.Equal(items, actual[tgid]);
    }

    /// <summary>Takes all batches that are closed.</summary>
    public static void TakeAll(this VmBatcher batcher, List<SeenBatch> into)
    {
        while (batcher.TryTake(out var batch))
            into.Add(new SeenBatch(batch.Header, batch.Events.ToArray()) { GuestNs = batch.GuestNs.ToArray() });
    }
}
