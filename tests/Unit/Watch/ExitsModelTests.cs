using CsCheck;
using GangExitStream.Cli.Watch.Table;

namespace GangExitStream.Tests.Unit.Watch;

public sealed class ExitsModelTests
{
    [Fact]
    public void The_newest_come_first_and_no_more_than_are_kept() =>
        Gen.Select(Gen.Int[0, 500], Gen.OneOf(Gen.Int[0, 300], Gen.Const(int.MaxValue))).Sample((records, asked) =>
        {
            var model = new ExitsModel();
            for (var i = 0; i < records; i++)
                model.Add(new GangExit { Sequence = i });
            var expected = Enumerable.Range(0, records).Reverse().Take(Math.Min(asked, ExitsModel.MaxKept)).Select(i => (long)i);
            Assert.Equal(expected, model.Newest(asked).Select(exit => exit.Sequence));
        });

    [Theory]
    [InlineData("▁▂▅█", 0L, 1L, 50L, 100L)]
    [InlineData("▁▁", 0L, 0L)]
    [InlineData(" █ ", null, 7L, null)]
    public void A_sparkline_distinguishes_none_few_and_many(string bars, params long?[] values) =>
        Assert.Equal(bars, Sparkline.Draw(values));
}
