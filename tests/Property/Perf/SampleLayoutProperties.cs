using CsCheck;
using GangExitStream.Tests.Shared;
using GangExitStream.Traces.Perf.Attributes;

namespace GangExitStream.Tests.Property.Perf;

/// <summary>Whatever fields a recorder puts into its samples, the events come out as they went in.</summary>
public sealed class SampleLayoutProperties
{
    private const SampleType Needed = SampleType.Identifier | SampleType.Tid | SampleType.Time | SampleType.Cpu | SampleType.Raw;

    private static readonly Gen<KvmEvent> Event = Gen.Select(
        Gen.Int[0, 2], Gen.Int[0, 64], Gen.Int[1, 99_999], Gen.Int[0, 0x1500], Gen.Int[0, 1], Gen.ULong,
        (kind, small, id, value, flag, big) => kind switch
        {
            0 => KvmEvent.GuestExit(0, small, id, id + 1, small, value, (byte)flag, big, ~big),
            1 => KvmEvent.Enter(0, small, id, id + 1, small, value),
            _ => KvmEvent.Exit(0, small, id, id + 1, small, value),
        });

    private static readonly Gen<SampleType> Type = Gen.ULong[0, (1 << 17) - 1].Select(bits =>
        ((SampleType)bits & (SampleType.Ip | SampleType.Addr | SampleType.Id | SampleType.StreamId | SampleType.Period | SampleType.Read | SampleType.Callchain)) | Needed);

    private static readonly Gen<(bool BigEndian, SampleType First, SampleType Second, ReadFormat Read, int Noise, KvmEvent[] Events)> Trace = Gen.Select(
        Gen.Bool, Type, Type, Gen.ULong[0, 31].Select(bits => (ReadFormat)bits), Gen.Int[0, 4], Event.Array[0, 50]);

    [Fact]
    public void Every_sample_layout_in_either_byte_order_yields_the_same_events() => Trace.Sample(t =>
    {
        var builder = PerfTraceBuilder.Pipe(t.BigEndian)
            .Attr(PerfTraceBuilder.GuestExitId, t.First, t.Read, 11, 12)
            .Attr(PerfTraceBuilder.RunCoreId, t.Second, t.Read, 1ul << 40)
            .Formats();
        var events = t.Events.Select((e, i) => At(e, i * 10)).ToArray();
        foreach (var e in events)
        {
            var isExit = e.Kind == KvmEventKind.GuestExit;
            builder.Sample(isExit ? t.First : t.Second, t.Read, isExit ? 12 : 1ul << 40, e, t.Noise);
        }
        var read = TraceReading.ReadAll(builder.ToArray());
        Assert.Equal(events, read.Events);
        Assert.Equal(0, read.Summary.DamageCount);
    });

    private static KvmEvent At(KvmEvent e, long time)
    {
        e.TimeNs = time;
        return e;
    }
}
