using GangExitStream.Tests.Shared;
using GangExitStream.Traces;
using GangExitStream.Traces.Perf.Attributes;

namespace GangExitStream.Tests.Property.Perf;

/// <summary>Records that none of the recordings here has, as perf's sources say that they are written.</summary>
public sealed class PerfRecordTests
{
    private const SampleType Type = SampleType.Identifier | SampleType.Tid | SampleType.Time | SampleType.Cpu | SampleType.Raw;

    private static readonly KvmEvent[] Run =
    [
        KvmEvent.Enter(10, 1, 7, 8, 0, 3),
        KvmEvent.GuestExit(20, 1, 7, 8, 0, 0x500, 0, 5, 6),
        KvmEvent.Exit(30, 1, 7, 8, 0, 3),
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_compressed2_record_whose_size_wraps_to_zero_is_read_by_its_data_size(bool bigEndian)
    {
        using var zstd = new ZstdSharp.Compressor();
        var trace = Begin(bigEndian);
        var packed = zstd.Wrap(trace.Part(p => Samples(p))).ToArray();
        // Skippable frames fill the chunk so that with its padding it takes 64 KiB, one more than a u16 holds.
        var filler = (1 << 16) - 16 - packed.Length - 8;
        var data = trace.Part(p => p.Raw([0x50, 0x2a, 0x4d, 0x18]).Raw(BitConverter.GetBytes(filler)).Raw(new byte[filler]).Raw(packed));
        trace.U32(83).U16(0).U16(0).U64((ulong)data.Length).Raw(data);
        var read = TraceReading.ReadAll(Samples(trace).ToArray());
        Assert.Equal(0, read.Summary.DamageCount);
        Assert.Equal(6, read.Summary.Events);
    }

    [Fact]
    public void A_compressed2_record_with_contradicting_sizes_ends_the_trace_with_its_offset()
    {
        var trace = Samples(Begin(false));
        var offset = trace.ToArray().Length - 8; // without the last FINISHED_ROUND
        var read = TraceReading.ReadAll(trace.U32(83).U16(0).U16(24).U64(60_000).Raw(new byte[80_000]).ToArray());
        Assert.Equal(Run, read.Events);
        Assert.Contains(new TraceDamage(TraceDamageId.BadRecord, offset, read.Summary.Damage[0].Message), read.Summary.Damage);
    }

    [Fact]
    public void Aux_data_behind_a_record_are_skipped()
    {
        var trace = Begin(false).Record(71, r => r.U64(100_000).U64(0).U64(0)).Raw(new byte[100_000]);
        Assert.Equal(Run, TraceReading.ReadAll(Samples(trace).ToArray()).Events);
    }

    [Fact]
    public void Records_of_unknown_kinds_are_skipped()
    {
        var trace = Begin(false).Record(3, r => r.Raw(new byte[40])).Record(999, r => r.Raw(new byte[8]));
        var read = TraceReading.ReadAll(Samples(trace).ToArray());
        Assert.Equal(Run, read.Events);
        Assert.Equal(0, read.Summary.DamageCount);
    }

    [Fact]
    public void A_sample_of_an_event_that_no_attr_describes_is_counted_as_damage_and_skipped()
    {
        var trace = Begin(false);
        trace.Sample(Type, ReadFormat.None, id: 77, Run[0]);
        var read = TraceReading.ReadAll(Samples(trace).ToArray());
        Assert.Equal(Run, read.Events);
        Assert.Equal(TraceDamageId.UnknownEventId, Assert.Single(read.Summary.Damage).Id);
    }

    [Fact]
    public void Older_kernels_names_of_fields_are_understood()
    {
        var format = PerfTraceBuilder.GuestExitFormat.Replace("int trap", "int reason", StringComparison.Ordinal).Replace("long pc", "long nip", StringComparison.Ordinal);
        var trace = Attrs(PerfTraceBuilder.Pipe(false)).Formats(guestExit: format);
        Assert.Equal(Run, TraceReading.ReadAll(Samples(trace).ToArray()).Events);
    }

    [Fact]
    public void A_format_without_a_field_that_counts_is_named()
    {
        var format = PerfTraceBuilder.GuestExitFormat.Replace("ceded", "abandoned", StringComparison.Ordinal);
        var read = TraceReading.ReadAll(Samples(Attrs(PerfTraceBuilder.Pipe(false)).Formats(guestExit: format)).ToArray());
        Assert.Equal([Run[0], Run[2]], read.Events);
        Assert.Contains("no field ceded", Assert.Single(read.Summary.Damage).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Lost_records_stand_in_the_stream_with_their_cpu_and_the_closing_total_adds_only_what_they_lack()
    {
        var trace = Samples(Begin(false));
        trace.Record(2, r => r.U64(1).U64(40).U32(7).U32(8).U64(25).U32(3).U32(0).U64(1)); // LOST, then tid, time, cpu, id
        trace.Record(13, r => r.U64(45).U32(0).U32(0).U64(0).U32(0).U32(0).U64(1)); // LOST_SAMPLES at the recording's close
        var read = TraceReading.ReadAll(trace.ToArray());
        Assert.Equal([Run[0], Run[1], KvmEvent.Lost(25, 3, 40), Run[2], KvmEvent.Lost(30, KvmEvent.Unknown, 5)], read.Events);
        Assert.Equal(45, read.Summary.Lost);
    }

    [Fact]
    public void Rounds_let_events_out_in_time_order_over_all_cpus()
    {
        var trace = Begin(false);
        trace.Sample(Type, ReadFormat.None, 1, Run[2]).Sample(Type, ReadFormat.None, 2, Run[1]).FinishedRound().Sample(Type, ReadFormat.None, 1, Run[0]).FinishedRound();
        Assert.Equal(Run, TraceReading.ReadAll(trace.ToArray()).Events);
    }

    private static PerfTraceBuilder Begin(bool bigEndian) => Attrs(PerfTraceBuilder.Pipe(bigEndian)).Formats();

    private static PerfTraceBuilder Attrs(PerfTraceBuilder trace) =>
        trace.Attr(PerfTraceBuilder.RunCoreId, Type, ReadFormat.None, 1).Attr(PerfTraceBuilder.GuestExitId, Type, ReadFormat.None, 2);

    private static PerfTraceBuilder Samples(PerfTraceBuilder trace)
    {
        foreach (var e in Run)
            trace.Sample(Type, ReadFormat.None, e.Kind == KvmEventKind.GuestExit ? 2ul : 1, e);
        return trace;
    }
}
