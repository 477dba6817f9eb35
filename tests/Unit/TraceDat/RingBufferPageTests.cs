using GangExitStream.Tests.Shared;
using GangExitStream.Traces.Formats;
using GangExitStream.Traces.RingBuffer;

namespace GangExitStream.Tests.Unit.TraceDat;

/// <summary>Each type of record on a page, in both byte orders.</summary>
public sealed class RingBufferPageTests
{
    private static readonly byte[] A = [1, 2, 3, 4, 5, 6, 7, 8];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_type_of_record_is_passed_with_its_time(bool bigEndian)
    {
        var page = new RingBufferPage(bigEndian, 1000).Event(0, A).LongEvent(5, A).Discarded(7, 12).Event(1, A)
            .Extend(1ul << 40).Event(2, A).Stamp(1ul << 50).Event(3, A).Padding().Event(9, A);

        var (records, cursor) = Read(page.Build(), bigEndian);

        Assert.Equal([1000ul, 1005, 1013, 1015 + (1ul << 40), (1ul << 50) + 3], records.Select(r => r.Time));
        Assert.All(records, r => Assert.Equal(A, r.Raw));
        Assert.Equal((0L, false), (cursor.Missed, cursor.IsDamaged));
    }

    [Fact]
    public void An_absolute_stamp_takes_its_high_bits_from_the_time_before()
    {
        var high = 3ul << 59;
        var (records, _) = Read(new RingBufferPage(false, high + 500).Stamp(700).Event(0, A).Stamp(600).Event(0, A).Build(), false);

        Assert.Equal([high + 700, high + 600 + (1ul << 59)], records.Select(r => r.Time)); // as the kernel: a smaller one has wrapped
    }

    [Theory]
    [InlineData(false, 77L, 77L)]
    [InlineData(true, 77L, 77L)]
    [InlineData(true, null, -1L)]
    public void Missed_events_are_reported(bool bigEndian, long? stored, long expected)
    {
        var (records, cursor) = Read(new RingBufferPage(bigEndian, 5).Event(0, A).Missed(stored).Build(), bigEndian);

        Assert.Equal(expected, cursor.Missed);
        Assert.Single(records);
    }

    [Fact]
    public void A_record_that_is_longer_than_its_page_ends_it_as_damage()
    {
        var long1 = new RingBufferPage(false, 5).Event(0, A).Word(20, 0).Bytes(A);
        var long2 = new RingBufferPage(false, 5).Event(0, A).Word(0, 0).U32(uint.MaxValue).Bytes(A);
        var zero = new RingBufferPage(false, 5).Event(0, A).Word(0, 0).U32(0).Bytes(A);

        foreach (var page in new[] { long1, long2, zero })
        {
            var (records, cursor) = Read(page.Build(), false);
            Assert.Single(records);
            Assert.True(cursor.IsDamaged);
            Assert.Equal(28, cursor.Position);
        }
    }

    [Fact]
    public void A_page_that_says_it_holds_more_than_a_page_is_refused()
    {
        var cursor = new PageCursor(Layout(false));
        Assert.False(cursor.TryOpen(new RingBufferPage(false, 5).Event(0, A).Build(committed: 497), TraceDatBuilder.PageBytes));
        Assert.True(cursor.IsDamaged);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\tfield: u64 timestamp;\toffset:0;\tsize:8;\tsigned:0;\n")]
    [InlineData("\tfield: u64 timestamp;\toffset:2147483647;\tsize:8;\tsigned:0;\n\tfield: local_t commit;\toffset:8;\tsize:8;\tsigned:1;\n\tfield: char data;\toffset:16;\tsize:496;\tsigned:0;\n")]
    [InlineData("\tfield: u64 timestamp;\toffset:0;\tsize:8;\tsigned:0;\n\tfield: local_t commit;\toffset:8;\tsize:8;\tsigned:1;\n\tfield: char data;\toffset:12;\tsize:496;\tsigned:0;\n")]
    public void A_layout_that_makes_no_sense_is_refused(string text) => Assert.False(PageLayout.TryParse(text, default, out _));

    private static PageLayout Layout(bool bigEndian)
    {
        Assert.True(PageLayout.TryParse(RingBufferPage.HeaderPage, new PerfBytes(bigEndian), out var layout));
        return layout;
    }

    private static (List<(ulong Time, byte[] Raw)> Records, PageCursor Cursor) Read(byte[] page, bool bigEndian)
    {
        var cursor = new PageCursor(Layout(bigEndian));
        var records = new List<(ulong, byte[])>();
        Assert.True(cursor.TryOpen(page, page.Length));
        while (cursor.TryNext(page, out var raw))
            records.Add((cursor.Time, raw.ToArray()));
        return (records, cursor);
    }
}
