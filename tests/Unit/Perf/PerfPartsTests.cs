using GangExitStream.Tests.Shared;
using GangExitStream.Traces;

namespace GangExitStream.Tests.Unit.Perf;

/// <summary>Concatenated recordings of perf in one input: each is read like a separate file.</summary>
public sealed class PerfPartsTests
{
    private const string Pipe = "power8-be-smt4.pipe.perf.data";
    private const string File1 = "tiny.perf.data";
    private const string Packed = "power8-be-smt4.compressed.perf.data";

    [Theory]
    [InlineData(true, Pipe, Pipe)]
    [InlineData(false, Pipe, Pipe)]
    [InlineData(true, Pipe, Pipe, Pipe)]
    [InlineData(true, File1, File1)]
    [InlineData(false, File1, Packed)]
    [InlineData(true, Pipe, File1, Packed, Pipe)]
    [InlineData(false, File1, Pipe, File1)]
    public void Each_part_is_as_if_it_stood_alone_and_the_seams_are_named(bool canSeek, params string[] names)
    {
        var inputs = names.Select(name => File.ReadAllBytes(RepoFiles.Trace(name))).ToList();
        using var reader = Open([.. inputs.SelectMany(bytes => bytes)], canSeek);
        long begin = 0;
        for (var i = 0; i < inputs.Count; i++)
        {
            var alone = TraceReading.ReadAll(inputs[i]);
            Assert.Equal(alone.Events, ReadPart(reader));
            Assert.Equal((alone.Info.Form, alone.Info.Host, begin), (reader.Info.Form, reader.Info.Host, reader.Summary.Origin));
            begin += inputs[i].Length;
            var seams = reader.Summary.Damage.Where(damage => damage.Id == TraceDamageId.NextRecording).Select(damage => damage.Offset);
            Assert.Equal(i < inputs.Count - 1 ? [begin] : [], seams);
            Assert.Equal(alone.Summary.DamageCount + (i < inputs.Count - 1 ? 1 : 0), reader.Summary.DamageCount);
            Assert.Equal(i < inputs.Count - 1, reader.NextPart());
        }
    }

    [Fact]
    public void A_damage_in_a_later_part_has_its_offset_in_the_input()
    {
        var pipe = File.ReadAllBytes(RepoFiles.Trace(Pipe));
        using var reader = Open([.. pipe, .. pipe[..^10]], canSeek: true);
        ReadPart(reader);
        Assert.True(reader.NextPart());
        ReadPart(reader);
        var damage = Assert.Single(reader.Summary.Damage);
        Assert.Equal(TraceDamageId.Truncated, damage.Id);
        Assert.InRange(damage.Offset, pipe.Length, 2 * pipe.Length);
    }

    // A recorder that was killed, and a service that appends the next recording: wherever the cut is.
    [Fact]
    public void A_pipe_that_is_cut_off_within_a_record_never_flows_into_the_next_one()
    {
        var pipe = File.ReadAllBytes(RepoFiles.Trace(Pipe));
        var whole = TraceReading.ReadAll(pipe).Events;
        var named = 0;
        for (var cut = pipe.Length - 3_000; cut < pipe.Length; cut += 7)
        {
            using var reader = Open([.. pipe[..cut], .. pipe, .. pipe], canSeek: cut % 2 == 0);
            var alone = TraceReading.ReadAll(pipe[..cut]);
            var first = ReadPart(reader);
            Assert.InRange(first.Count, alone.Events.Count, alone.Events.Count + 2); // the cut record may be taken for whole, and a piece of the next header for one
            Assert.NotEqual(0, reader.Summary.DamageCount);
            while (reader.NextPart())
            {
                Assert.Equal(whole, ReadPart(reader));
                named++;
            }
        }
        Assert.True(named > 400, "the last recording is found again");
    }

    // What stands 16 bytes behind the cut is the next recording's attr, as if it belonged to this one.
    [Fact]
    public void A_header_that_a_cut_record_has_swallowed_is_missed()
    {
        var pipe = File.ReadAllBytes(RepoFiles.Trace(Pipe));
        using var reader = Open([.. pipe[..^16], .. pipe], canSeek: true);
        ReadPart(reader);
        Assert.NotEqual(0, reader.Summary.DamageCount);
    }

    [Fact]
    public void A_part_that_ends_within_its_header_is_named()
    {
        var file = File.ReadAllBytes(RepoFiles.Trace(File1));
        using var reader = Open([.. file, .. file[..50]], canSeek: true);
        ReadPart(reader);
        Assert.True(reader.NextPart());
        Assert.Empty(ReadPart(reader));
        var damage = Assert.Single(reader.Summary.Damage);
        Assert.Equal((TraceDamageId.Truncated, file.Length), (damage.Id, damage.Offset));
        Assert.False(reader.NextPart());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Half_a_million_empty_parts_are_not_all_opened(bool canSeek)
    {
        byte[] header = [.. "PERFILE2"u8, 16, 0, 0, 0, 0, 0, 0, 0];
        using var reader = Open([.. Enumerable.Repeat(header, 500_000).SelectMany(bytes => bytes)], canSeek);
        var parts = 0;
        do
            ReadPart(reader);
        while (++parts < 10_000 && reader.NextPart());
        Assert.Equal(4096, parts);
        Assert.Contains(reader.Summary.Damage, damage => damage.Id == TraceDamageId.Unsupported);
    }

    private static ITraceReader Open(byte[] bytes, bool canSeek) =>
        TraceFile.Open(canSeek ? new MemoryStream(bytes) : new UnseekableStream(bytes));

    private static List<KvmEvent> ReadPart(ITraceReader reader)
    {
        var events = new List<KvmEvent>();
        var piece = new KvmEvent[512];
        for (int count; (count = reader.Read(piece)) > 0;)
            events.AddRange(piece.AsSpan(0, count));
        return events;
    }
}
