using System.Text;
using GangExitStream.Subscriber;

namespace GangExitStream.Tests.Unit.Watch;

public sealed class RecordFilterTests
{
    [Theory]
    [InlineData(null, null, "any/thing", true)]
    [InlineData("a", null, "a/17", true)]
    [InlineData("a", null, "ab/17", false)]
    [InlineData("a", null, "b/a/17", false)]
    [InlineData("hôte", null, "hôte/17", true)]
    [InlineData(null, 17, "a/17", true)]
    [InlineData(null, 17, "a/170", false)]
    [InlineData(null, 17, "a/117", false)]
    [InlineData(null, 17, "a/source/17/1000", true)]
    [InlineData(null, 17, "a/170/17/1000", true)]
    [InlineData(null, 17, "a/source/18/1000", false)]
    [InlineData("a", 17, "a/17", true)]
    [InlineData("a", 17, "b/17", false)]
    [InlineData("a", 17, "", false)]
    public void Records_of_other_VMs_are_rejected_by_their_key(string? host, int? tgid, string key, bool may) =>
        Assert.Equal(may, new RecordFilter(host, tgid).MayMatch(Encoding.UTF8.GetBytes(key)));

    [Fact]
    public void A_host_with_slashes_is_decided_by_the_decoded_fields()
    {
        var filter = new RecordFilter("a", 17);
        Assert.True(filter.MayMatch("a/b/17"u8)); // of host a/b, or of source b
        Assert.False(filter.Matches("a/b", 17));
        Assert.True(filter.Matches("a", 17));
        Assert.False(filter.Matches("a", 18));
    }

    [Fact]
    public void A_filter_by_name_needs_the_decoded_record()
    {
        var filter = new RecordFilter("a", null, "db-1");
        Assert.True(filter.MayMatch("a/17"u8));
        Assert.True(filter.Matches("a", 17, "db-1"));
        Assert.False(filter.Matches("a", 17, "db-2"));
        Assert.False(filter.Matches("a", 17));
        Assert.False(filter.Matches("b", 17, "db-1"));
        Assert.Equal("host a, VM db-1", filter.ToString());
    }
}
