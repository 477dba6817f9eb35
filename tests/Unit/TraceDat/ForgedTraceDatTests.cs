using GangExitStream.Tests.Shared;
using GangExitStream.Traces;
using GangExitStream.Traces.Formats;
using GangExitStream.Traces.RingBuffer;
using GangExitStream.Traces.TraceDat;

namespace GangExitStream.Tests.Unit.TraceDat;

/// <summary>Sizes and counts that a file only claims: they cost neither memory nor time.</summary>
public sealed class ForgedTraceDatTests
{
    private const long SparseBytes = 3L << 30;

    [Fact]
    public void Many_instances_with_one_table_do_not_cost_memory()
    {
        const int Cpus = 4096;
        const int Instances = 2000;
        const long Most = 150 << 20; // each table costs 100 KB, without a limit 200 MB and more in all
        var table = Build(0).AsSpan().LastIndexOf("flyrecord\0"u8);
        var bytes = Build((ulong)table);

        var before = GC.GetAllocatedBytesForCurrentThread();
        using var reader = TraceFile.Open(new MemoryStream(bytes));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Most);
        Assert.Contains(reader.Summary.Damage, damage => damage.Id == TraceDamageId.Unsupported && damage.Message.EndsWith("the rest is not read", StringComparison.Ordinal));

        byte[] Build(ulong offset)
        {
            using var builder = new TraceDatBuilder(6, false);
            for (var i = 0; i < Instances; i++)
                builder.Option(3, [.. builder.Number(offset, 8), .. "i\0"u8]);
            return builder.Buffer("", "local", [.. Enumerable.Repeat(Array.Empty<byte>(), Cpus)]).Build();
        }
    }

    [Fact]
    public void A_chunk_that_claims_more_than_2_GB_is_refused()
    {
        using var file = Sparse([1, 0, 0, 0, 0, 0, 0, 0x90, 0, 0x10, 0, 0]); // 1 chunk, 0x90000000 bytes compressed, 4096 decompressed
        using var compression = new Compression("zlib");
        var pages = new PackedPages(file, new CpuRegion(0, 0, SparseBytes), 4096, new SharedReads(null), compression, default);

        Assert.False(pages.MoveNext());
        Assert.Equal(TraceDamageId.BadCompression, pages.Damage?.Id);
    }

    [Fact]
    public void A_text_that_claims_500_MB_is_not_read()
    {
        using var file = Sparse([]);
        var cursor = new FileCursor(file, default, 0, long.MaxValue);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Equal("", cursor.Text(1 << 29));
        Assert.True(cursor.Failed);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Losses_do_not_overflow_their_sum()
    {
        var page = new RingBufferPage(false, 5);
        var bytes = page.Event(0, page.Exit(71, 1, 0)).Missed(long.MaxValue).Build();
        using var builder = new TraceDatBuilder(6, false);
        Assert.InRange(TraceReading.ReadAll(builder.Buffer("", "local", bytes, bytes).Build()).Summary.Lost, 2, long.MaxValue);
    }

    [Fact]
    public void Formats_of_one_event_under_thousands_of_ids_are_refused()
    {
        var text = RingBufferPage.Formats[0];
        var formats = Enumerable.Range(1, 5000).Select(id => EventFormat.Parse("kvm_hv", text.Replace("ID: 11", $"ID: {id}", StringComparison.Ordinal))!).ToList();
        var found = new List<TraceDamage>();

        var events = new RawEvents(default, formats, withEntries: false, found.Add);

        Assert.True(events.Any);
        Assert.Equal(TraceDamageId.BadFormat, Assert.Single(found).Id);
    }

    private static FileStream Sparse(byte[] begin)
    {
        var file = new FileStream(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 0, FileOptions.DeleteOnClose);
        file.Write(begin);
        file.SetLength(SparseBytes);
        return file;
    }
}
