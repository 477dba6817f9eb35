using System.Text;
using GangExitStream.Schemas.Binary;
using GangExitStream.Tests.Shared;

namespace GangExitStream.Tests.Unit.Avro;

public sealed class Utf8StringCacheTests
{
    [Theory]
    [InlineData("power8-a")]
    [InlineData("hôte-主机-🖥")]
    public void A_known_string_comes_back_without_an_allocation(string text)
    {
        var cache = new Utf8StringCache();
        var bytes = Encoding.UTF8.GetBytes(text);
        Assert.True(cache.TryGet(bytes, out var first));
        Assert.True(cache.TryGet(bytes, out _));
        var again = "";
        Assert.Equal(0, Allocations.Of(() => cache.TryGet(bytes, out again)));
        Assert.Equal(text, first);
        Assert.Same(first, again);
    }

    [Fact]
    public void It_never_holds_more_than_its_capacity()
    {
        var cache = new Utf8StringCache(capacity: 100);
        for (var i = 0; i < 1000; i++)
        {
            Assert.True(cache.TryGet(Encoding.UTF8.GetBytes($"host-{i}"), out var text));
            Assert.Equal($"host-{i}", text);
            Assert.InRange(cache.Count, 1, 100);
        }
    }

    [Fact]
    public void Long_strings_and_bad_bytes_are_not_kept()
    {
        var cache = new Utf8StringCache();
        Assert.True(cache.TryGet(Encoding.UTF8.GetBytes(new string('x', 1000)), out _));
        Assert.False(cache.TryGet([0xff, 0xfe], out _));
        Assert.Equal(0, cache.Count);
    }
}
