using CsCheck;
using GangExitStream.Cli.Watch.Table;

namespace GangExitStream.Tests.Unit.Watch;

public sealed class RateMeterTests
{
    [Fact]
    public void The_rate_is_the_mean_of_the_last_five_whole_seconds() =>
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 100]).Array[0, 60].Sample(steps =>
        {
            var meter = new RateMeter();
            var (second, seen) = (1000L, new List<(long Second, int Count)>());
            foreach (var (pause, count) in steps)
            {
                second += pause;
                meter.Add(second, count);
                seen.Add((second, count));
            }
            var expected = seen.Where(s => s.Second >= second - 5 && s.Second < second).Sum(s => s.Count) / 5.0;
            Assert.Equal(expected, meter.PerSecond(second));
            Assert.Equal(0, meter.PerSecond(second + 7));
        });
}
