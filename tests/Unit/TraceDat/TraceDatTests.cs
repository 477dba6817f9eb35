using System.IO.Compression;
using System.Text;
using GangExitStream.Tests.Shared;
using GangExitStream.Traces;

namespace GangExitStream.Tests.Unit.TraceDat;

public sealed class TraceDatTests
{
    private const int Tgid = 70;

    public static TheoryData<int, bool> Forms => new() { { 6, false }, { 6, true }, { 7, false }, { 7, true } };

    [Theory]
    [MemberData(nameof(Forms))]
    public void Two_cpus_are_merged_by_time_and_a_guest_exit_belongs_to_its_threads_last_run(int version, bool bigEndian)
    {
        var read = TraceReading.ReadAll(Whole(version, bigEndian));

        Assert.Equal(0, read.Summary.DamageCount);
        Assert.Equal(TraceForm.TraceDat, read.Info.Form);
        Assert.Equal(
            [
                KvmEvent.Enter(100, 0, Tgid, 71, 0, 2), KvmEvent.GuestExit(110, 0, Tgid, 71, 1, 0x500, 1, 0x1000, 0x8000),
                KvmEvent.Lost(115, 1, 9), KvmEvent.GuestExit(115, 1, KvmEvent.Unknown, 99, 3, 0x500, 0, 0x1000, 0x8000),
                KvmEvent.Exit(120, 0, Tgid, 71, 0, 1),
            ],
            read.Events);
        Assert.Equal((9L, 1L), (read.Summary.Lost, read.Summary.Gaps));
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Each_buffer_with_events_of_ours_is_a_part(int version, bool bigEndian)
    {
        using var builder = new TraceDatBuilder(version, bigEndian);
        builder.Buffer("", "local", new RingBufferPage(bigEndian, 5).Missed(3).Build())
            .Buffer("one", "local", Run(bigEndian, 100)).Buffer("empty", "mono", []).Buffer("two", "local", Run(bigEndian, 200));
        using var reader = TraceFile.Open(new MemoryStream(builder.Build()));
        var events = new KvmEvent[64];

        Assert.Equal(3, reader.Read(events));
        Assert.Equal(("one", 100L, 0L), (reader.Info.Buffer, events[0].TimeNs, reader.Summary.Lost));
        Assert.Equal(0, reader.Read(events));
        Assert.True(reader.NextPart());
        Assert.Equal(3, reader.Read(events));
        Assert.Equal(("two", 200L, 3L), (reader.Info.Buffer, events[0].TimeNs, reader.Summary.Events));
        Assert.Equal(0, reader.Read(events));
        Assert.False(reader.NextPart());
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void A_page_without_events_before_others_is_damage(int version, bool bigEndian)
    {
        using var builder = new TraceDatBuilder(version, bigEndian);
        var empty = new RingBufferPage(bigEndian, 0).Build();
        builder.Buffer("", "local", (byte[])[.. Run(bigEndian, 100), .. empty, .. Run(bigEndian, 200), .. empty]);
        var summary = TraceReading.ReadAll(builder.Build()).Summary;
        Assert.Equal((6L, TraceDamageId.BadRecord), (summary.Events, Assert.Single(summary.Damage).Id));
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Damage_of_a_later_buffer_without_events_of_ours_is_kept(int version, bool bigEndian)
    {
        using var builder = new TraceDatBuilder(version, bigEndian);
        var damaged = new RingBufferPage(bigEndian, 5).Event(0, new byte[8]).Build(committed: TraceDatBuilder.PageBytes);
        using var reader = TraceFile.Open(new MemoryStream(builder.Buffer("", "local", Run(bigEndian, 100)).Buffer("one", "local", damaged).Build()));
        var events = new KvmEvent[16];

        Assert.Equal(3, reader.Read(events));
        Assert.Equal(0, reader.Read(events));
        Assert.False(reader.NextPart());
        Assert.Equal(TraceDamageId.BadRecord, Assert.Single(reader.Summary.Damage).Id);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void A_disk_that_fails_is_a_finding(int version, bool bigEndian)
    {
        var bytes = Whole(version, bigEndian);
        var read = TraceReading.ReadAll(TraceFile.Open(new FailingStream(bytes, bytes.AsSpan().IndexOf(Run(bigEndian, 100)))));

        Assert.Equal(TraceDamageId.Io, Assert.Single(read.Summary.Damage).Id);
    }

    [Theory]
    [InlineData(100, 1)]
    [InlineData(200, 0)]
    public async Task The_same_events_in_two_buffers_are_a_finding(int time, int found)
    {
        using var folder = new TemporaryFolder();
        using var builder = new TraceDatBuilder(7, false);
        var path = folder.Write("two.dat", builder.Buffer("one", "local", Run(false, 100)).Buffer("two", "local", Run(false, (ulong)time)).Build());
        var run = await GangexitRun.Of("report", path);
        Assert.Equal(found, run.Error.Split("GX1029").Length - 1);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Options_give_host_wall_clock_offset_and_ticks(int version, bool bigEndian)
    {
        using var builder = new TraceDatBuilder(version, bigEndian);
        builder.Buffer("", "x86-tsc", Run(bigEndian, 100));
        builder.Option(1, Text("0x10")).Option(5, Text("Linux host1 6.1 ppc64le")).Option(7, Text("1000")).Option(13, Text("guest1"))
            .Option(14, [.. builder.Number(6, 4), .. builder.Number(1, 4), .. builder.Number(0, 8)]);

        var read = TraceReading.ReadAll(builder.Build());

        Assert.Equal(("host1", 16_000L), (read.Info.Host, read.Info.WallClockOffsetNs));
        Assert.Equal(["guest1"], read.Info.Guests);
        Assert.Equal([1300, 1330, 1360], read.Events.Select(e => e.TimeNs)); // ticks * 6 >> 1, and OFFSET
    }

    [Theory]
    [InlineData("ppc-tb", null, "ppc-tb", 100L)]
    [InlineData("ppc-tb", 500_000_000L, null, 200L)]
    [InlineData("mono", 500_000_000L, null, 100L)]
    public void Ticks_are_called_ticks_unless_their_rate_is_known(string clock, long? hz, string? ticks, long firstNs)
    {
        using var builder = new TraceDatBuilder(7, false);
        var bytes = builder.Buffer("", clock, Run(false, 100)).Build();

        var read = TraceReading.ReadAll(bytes, new TraceOptions { ClockHz = hz });

        Assert.Equal((ticks, firstNs), (read.Info.TicksClock, read.Events[0].TimeNs));
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Every_prefix_yields_a_prefix_of_each_cpus_events_and_says_that_it_is_cut(int version, bool bigEndian)
    {
        var bytes = Whole(version, bigEndian);
        var all = TraceReading.ReadAll(bytes).Events;
        for (var length = 1; length < bytes.Length - 600; length++)
        {
            var read = TraceReading.ReadAll(bytes[..length]);
            Assert.True(read.Summary.DamageCount > 0, $"the first {length} bytes");
            Assert.All(read.Events, e => Assert.Contains(e, all));
        }
    }

    [Fact]
    public void Within_a_page_that_is_cut_off_all_before_is_read()
    {
        using var builder = new TraceDatBuilder(6, false);
        var bytes = builder.Buffer("", "local", Run(false, 100)).Build();

        var read = TraceReading.ReadAll(bytes[..^(TraceDatBuilder.PageBytes - 16 - 28 - 40 - 3)]);

        Assert.Equal(2, read.Events.Count);
        Assert.Contains(read.Summary.Damage, d => d.Id == TraceDamageId.Truncated);
    }

    [Fact]
    public void Regions_that_point_to_the_same_bytes_are_refused()
    {
        var page = Run(false, 100);
        using var builder = new TraceDatBuilder(6, false);
        var bytes = builder.Buffer("", "local", page, page, page, page, page).Build();
        var table = bytes.AsSpan().LastIndexOf("flyrecord\0"u8) + 10;
        var whole = new byte[16];
        BitConverter.TryWriteBytes(whole.AsSpan(8), (long)bytes.Length);
        for (var cpu = 0; cpu < 5; cpu++)
            whole.CopyTo(bytes, table + 16 * cpu);

        Assert.Equal(4, TraceReading.ReadAll(bytes).Summary.Damage.Count(d => d.Message.Contains("overlap those of other CPUs", StringComparison.Ordinal)));
    }

    [Fact]
    public void Another_systems_events_are_named()
    {
        using var builder = new TraceDatBuilder(7, false) { System = "sched" };
        var bytes = builder.Buffer("", "local", Run(false, 100)).Build();

        var damage = Assert.Single(TraceReading.ReadAll(bytes).Summary.Damage);
        Assert.Equal(TraceDamageId.NoEvents, damage.Id);
        Assert.Contains("sched:kvm_guest_exit", damage.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("9", "none", "version 9")]
    [InlineData("7", "lz9", "'lz9'")]
    public void An_unsupported_version_or_compression_is_refused(string version, string compression, string named)
    {
        var head = Encoding.ASCII.GetBytes($"___tracing{version}\0\0\b\0\0\u0010\0{compression}\01\0\0\0\0\0\0\0\0\0");
        head[0] = 23;
        head[1] = 8;
        head[2] = 68;

        var damage = Assert.Single(TraceReading.ReadAll(head).Summary.Damage);
        Assert.Equal(TraceDamageId.Unsupported, damage.Id);
        Assert.Contains(named, damage.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_without_its_table_of_buffers_is_called_unfinished()
    {
        using var builder = new TraceDatBuilder(7, false);

        var damage = Assert.Single(TraceReading.ReadAll(builder.Build()).Summary.Damage);
        Assert.Equal(TraceDamageId.UnfinishedTraceDat, damage.Id);
    }

    [Fact]
    public void Files_of_a_killed_recorder_are_recognized()
    {
        using var folder = new TemporaryFolder();
        var path = folder.PathOf("trace.dat");
        File.WriteAllBytes(path + ".cpu0", Run(false, 100));

        using var reader = TraceFile.Open(path);

        var damage = Assert.Single(reader.Summary.Damage);
        Assert.Equal(TraceDamageId.UnfinishedTraceDat, damage.Id);
        Assert.Contains("trace-cmd restore", damage.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Zlib_is_unpacked_and_a_forged_size_is_not()
    {
        var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionMode.Compress, leaveOpen: true))
            zlib.Write(new byte[5000]);
        using var compression = new Traces.TraceDat.Compression("zlib");

        Assert.True(compression.MayHold(packed.ToArray(), 5000));
        Assert.True(compression.TryUnpack(packed.ToArray(), new byte[5000]));
        Assert.False(compression.TryUnpack(packed.ToArray(), new byte[5001]));
        Assert.False(compression.MayHold(packed.ToArray(), 1 << 30));
    }

    private static byte[] Whole(int version, bool bigEndian)
    {
        var page = new RingBufferPage(bigEndian, 115).Missed(9);
        using var builder = new TraceDatBuilder(version, bigEndian);
        return builder.Buffer("", "local", Run(bigEndian, 100), page.Event(0, page.Exit(99, 3, 0)).Build()).Build();
    }

    /// <summary>A run of two threads, of which one cedes: 28, 40 and 28 bytes of records.</summary>
    private static byte[] Run(bool bigEndian, ulong time)
    {
        var page = new RingBufferPage(bigEndian, time);
        return page.Event(0, page.RunCore(71, 2, 0, Tgid)).Event(10, page.Exit(71, 1, 1)).Event(10, page.RunCore(71, 1, 1, Tgid)).Build();
    }

    private static byte[] Text(string text) => [.. Encoding.ASCII.GetBytes(text), 0];
}
