using GangExitStream.Processor;
using GangExitStream.Processor.Epochs;
using GangExitStream.Processor.Ingest;
using GangExitStream.Processor.Sessions;
using GangExitStream.Schemas.Resolution;
using GangExitStream.Tests.Driver;

namespace GangExitStream.Tests.Unit.Processing;

[Collection(AloneCollection.Name)]
public sealed class SizeTests
{
    private static readonly ProcessorOptions Options = new();

    [Fact]
    public void Steady_processing_allocates_next_to_nothing()
    {
        var (decoder, chunks, session, epoch) = Prepare(1100);
        Process(decoder, chunks[..100], session, epoch);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var events = Process(decoder, chunks[100..], session, epoch);
        var perEvent = (GC.GetAllocatedBytesForCurrentThread() - before) / (double)events;
        TestContext.Current.SendDiagnosticMessage("{0:0.000} bytes an event", perEvent);
        Assert.True(perEvent < 0.5, $"{perEvent} bytes an event");
    }

    [Fact]
    public void An_idle_VM_takes_less_than_a_kilobyte()
    {
        const int Vms = 100_000;
        var state = OneState();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var store = new SessionStore(0, Options);
        for (var tgid = 0; tgid < Vms; tgid++)
            store.Restore(new VmKey("host-1", "boot-1", tgid), [.. state], 0, hasOpenWindow: true, ended: false);
        var perVm = (GC.GetTotalMemory(forceFullCollection: true) - before) / Vms;
        TestContext.Current.SendDiagnosticMessage("{0} bytes a VM, {1} of them its state", perVm, state.Length);
        Assert.True(perVm < 1000, $"{perVm} bytes");
        GC.KeepAlive(store);
    }

    /// <summary>A real VM's state in the middle of its recording.</summary>
    private static byte[] OneState()
    {
        var events = Recording.Read("samples/power8-smt4.perf.data");
        var session = new VmSession(new VmKey("host-1", "boot-1", 287), Options);
        using var epoch = new Epoch();
        session.Apply(InputLog.BatchOf(0, []), events.Take(events.Count / 2).ToArray(), 0, epoch);
        var state = session.Write(0, Options.Prefixes.State, 0, epoch);
        return epoch.Bytes.Written[state..].ToArray();
    }

    /// <summary>The recording over and over, each time later, as one long source.</summary>
    private static (BatchDecoder Decoder, RecordChunk[] Chunks, VmSession Session, Epoch Epoch) Prepare(int batches)
    {
        var events = Recording.Read("samples/power8-smt4.perf.data").Where(e => e.Tgid == 287).ToArray();
        var chunks = new RecordChunk[batches];
        for (var i = 0; i < batches; i++)
        {
            var some = Enumerable.Range(i * 512, 512).Select(at => events[at % events.Length] with { TimeNs = at * 1000L }).ToArray();
            var batch = InputLog.BatchOf(i * 512, some);
            chunks[i] = new RecordChunk();
            chunks[i].Add(new RawRecord(0, i, PooledBytes.Copy(InputLog.KeyOf(batch)), PooledBytes.Copy(InputLog.Encode(batch, some))));
        }
        return (new BatchDecoder([new ReleasedSchemas()]), chunks, new VmSession(new VmKey("h", "s", 287), Options), new Epoch());
    }

    private static long Process(BatchDecoder decoder, RecordChunk[] chunks, VmSession session, Epoch epoch)
    {
        var events = 0L;
        foreach (var chunk in chunks)
        {
            decoder.Decode(chunk);
            var decoded = chunk.Decoded[0];
            Assert.Null(decoded.Rejection);
            session.Apply(decoded.Batch, decoded.Events.Events, 0, epoch);
            events += decoded.Events.Count;
            if (epoch.Bytes.Length > 100_000)
                epoch.Clear();
        }
        return events;
    }
}
