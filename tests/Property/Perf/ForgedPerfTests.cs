using System.Globalization;
using System.Text;
using GangExitStream.Tests.Shared;
using GangExitStream.Traces;
using GangExitStream.Traces.Perf.Attributes;

namespace GangExitStream.Tests.Property.Perf;

/// <summary>
/// Recordings with far more of something than any recorder writes. Each takes a second or two; what grew with the product of two counts
/// took minutes.
/// </summary>
public sealed class ForgedPerfTests
{
    private const SampleType Type = SampleType.Identifier | SampleType.Tid | SampleType.Time | SampleType.Cpu | SampleType.Raw;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Attrs_times_formats(bool attrsFirst) => AssertLinear(pipe =>
    {
        if (!attrsFirst)
            Formats(pipe, 200_000);
        for (var i = 0; i < 65_000; i++)
            pipe.Attr((ulong)(1_000_000 + i), Type, ReadFormat.None, (ulong)i);
        if (attrsFirst)
            Formats(pipe, 200_000);
    });

    [Fact]
    public void Attrs_times_tracing_data() => AssertLinear(pipe =>
    {
        for (var i = 0; i < 60_000; i++)
            pipe.Attr(999_999, Type, ReadFormat.None, (ulong)i);
        for (var i = 0; i < 40_000; i++)
            Formats(pipe, 1, first: i);
    });

    [Fact]
    public void Names_times_features() => AssertLinear(pipe =>
    {
        for (var feature = 0; feature < 100; feature++)
        {
            var first = feature * 4_000;
            pipe.Record(80, r =>
            {
                r.U64(12).U32(4_000).U32(0);
                for (var i = 0; i < 4_000; i++)
                    r.U32(0).U32(8).Raw(Encoding.ASCII.GetBytes((first + i).ToString("x8", CultureInfo.InvariantCulture)));
            });
        }
    });

    [Fact]
    public void Rounds() => AssertLinear(pipe =>
    {
        for (var i = 0; i < 1_000_000; i++)
            pipe.Raw([68, 0, 0, 0, 0, 0, 8, 0]);
    });

    [Fact]
    public void A_chunk_that_unpacks_to_a_thousand_times_its_size_is_refused()
    {
        using var zstd = new ZstdSharp.Compressor();
        var pipe = PerfTraceBuilder.Pipe(bigEndian: false);
        var padding = new byte[8]; // records that mean nothing to us (PERF_RECORD_COMM): 8 bytes each, skipped
        (padding[0], padding[6]) = (3, 8);
        var packed = zstd.Wrap(Enumerable.Repeat(padding, 1 << 20).SelectMany(bytes => bytes).ToArray()).ToArray();
        for (var i = 0; i < 64; i++)
            pipe.Record(81, r => r.Raw(packed));
        var read = TraceReading.ReadAll(pipe.ToArray());
        Assert.Contains(read.Summary.Damage, damage => damage.Id == TraceDamageId.BadCompression);
    }

    [Fact]
    public void Attrs_that_disagree_on_the_place_of_the_id_are_refused()
    {
        var pipe = PerfTraceBuilder.Pipe(bigEndian: false)
            .Attr(PerfTraceBuilder.RunCoreId, Type, ReadFormat.None, 1)
            .Attr(PerfTraceBuilder.GuestExitId, (Type & ~SampleType.Identifier) | SampleType.Id, ReadFormat.None, 2)
            .Formats();
        pipe.Sample(Type, ReadFormat.None, 1, KvmEvent.Enter(10, 1, 7, 8, 0, 3));
        var read = TraceReading.ReadAll(pipe.ToArray());
        Assert.Empty(read.Events);
        Assert.Equal([TraceDamageId.BadHeader, TraceDamageId.UnknownEventId], read.Summary.Damage.Select(damage => damage.Id));
    }

    [Fact]
    public void A_loss_is_placed_by_the_trailer_of_its_own_attr()
    {
        var withoutCpu = Type & ~SampleType.Cpu;
        var pipe = PerfTraceBuilder.Pipe(bigEndian: false)
            .Attr(PerfTraceBuilder.RunCoreId, Type, ReadFormat.None, 1)
            .Attr(PerfTraceBuilder.GuestExitId, withoutCpu, ReadFormat.None, 2)
            .Formats();
        pipe.Record(2, r => r.U64(2).U64(40).U32(7).U32(8).U64(25).U64(2)); // tid, time, identifier: the second attr's
        pipe.Record(2, r => r.U64(1).U64(4).U32(7).U32(8).U64(26).U32(3).U32(0).U64(1)); // tid, time, cpu, identifier
        Assert.Equal([KvmEvent.Lost(25, KvmEvent.Unknown, 40), KvmEvent.Lost(26, 3, 4)], TraceReading.ReadAll(pipe.ToArray()).Events);
    }

    private static void AssertLinear(Action<PerfTraceBuilder> write)
    {
        var pipe = PerfTraceBuilder.Pipe(bigEndian: false);
        write(pipe);
        var reading = Task.Run(() => TraceReading.ReadAll(pipe.ToArray()).Summary, TestContext.Current.CancellationToken);
        Assert.True(Task.WaitAny([reading], Patience) >= 0, "it takes more than a minute");
        Assert.Equal(0, reading.Result.Events);
    }

    private static void Formats(PerfTraceBuilder pipe, int count, int first = 0)
    {
        var data = pipe.Part(p =>
        {
            p.Raw([23, 8, 68]).Raw("tracing0.6\0"u8).U8(0).U8(8).U32(4096).Raw("header_page\0"u8).U64(0).Raw("header_event\0"u8).U64(0).U32(0);
            p.U32(1).Raw("kvm_hv\0"u8).U32((uint)count);
            for (var i = 0; i < count; i++)
            {
                var text = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"name: x\nID: {first + i}\n"));
                p.U64((ulong)text.Length).Raw(text);
            }
            p.U32(0).U32(0);
        });
        pipe.Record(66, r => r.U32((uint)data.Length)).Raw(data).Raw(new byte[(8 - data.Length % 8) % 8]);
    }
}
