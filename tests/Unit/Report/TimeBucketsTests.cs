using CsCheck;
using GangExitStream.Reporting.Analysis;

namespace GangExitStream.Tests.Unit.Report;

public class TimeBucketsTests
{
    private const int Capacity = 40;

    [Theory]
    [InlineData(2)]
    [InlineData(10)]
    public void Buckets_count_as_if_their_width_had_been_known_from_the_start(int factor) =>
        Gen.Select(Gen.Long[-1_000_000, 1_000_000], Gen.Long[0, 60_000_000_000].Array[1, 200]).Sample((origin, offsets) =>
        {
            var buckets = new TimeBuckets(Capacity, factor, lanes: 1);
            foreach (var offset in offsets)
                buckets.At(origin, origin + offset)[0]++;
            var width = (long)buckets.WidthNs;
            var expected = Enumerable.Range(0, Capacity).Select(b => offsets.LongCount(offset => offset / width == b));
            Assert.Equal(expected, Enumerable.Range(0, Capacity).Select(b => buckets[b][0]));
        });

    [Fact]
    public void The_ends_of_time_have_buckets_too()
    {
        var buckets = new TimeBuckets(Capacity, factor: 10, lanes: 1);
        buckets.At(long.MinValue, long.MinValue)[0]++;
        buckets.At(long.MinValue, long.MaxValue)[0]++;
        buckets.At(0, long.MinValue)[0]++;
        Assert.Equal(3, Enumerable.Range(0, Capacity).Sum(b => buckets[b][0]));
    }
}
