using GangExitStream.Reporting.Diff;

namespace GangExitStream.Tests.Unit.Diff;

/// <summary>The statistics of <c>diff</c>, compared with tables and with data of known statistics.</summary>
public class StatisticsTests
{
    private const int Trials = 2000;

    // From the tables of Student's t distribution, two-sided.
    [Theory]
    [InlineData(12.7062, 1, 0.05)]
    [InlineData(2.2281, 10, 0.05)]
    [InlineData(3.1693, 10, 0.01)]
    [InlineData(2.0452, 29, 0.05)]
    [InlineData(1.6991, 29, 0.10)]
    [InlineData(1.9600, 1e7, 0.05)]
    public void Students_t_is_that_of_the_tables(double t, double degrees, double probability)
    {
        Assert.Equal(probability, StudentT.TwoSided(t, degrees), 4);
        Assert.Equal(probability, StudentT.TwoSided(-t, degrees), 4);
        Assert.Equal(t, StudentT.Quantile(probability, degrees), 3);
    }

    [Fact]
    public void Benjamini_and_Hochberg_is_that_of_R()
    {
        // R: p.adjust(c(0.01, 0.02, 0.03, 0.04, 0.5), "BH")
        double[] expected = [0.05, 0.05, 0.05, 0.05, 0.5];
        Assert.Equal(expected, FalseDiscovery.Adjust([0.01, 0.02, 0.03, 0.04, 0.5]), (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal([0.003, 0.0375, 0.9], FalseDiscovery.Adjust([0.001, 0.025, 0.9]), (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Fact]
    public void A_mean_has_the_variance_of_the_textbook()
    {
        double[] above = [4, 6, 5, 5, 7, 3, 6, 4, 5, 5], ones = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1];
        var estimate = RatioEstimate.Of(above, ones, 50, 10);
        Assert.Equal(5, estimate.Value);
        Assert.Equal(12.0 / 9 / 10, estimate.Variance, 12); // s^2/n; neighbours are opposed, which does not make it smaller
        Assert.Equal(9, estimate.Degrees);
        Assert.Equal(2.2622 * Math.Sqrt(12.0 / 90), estimate.Margin!.Value, 3);
    }

    [Theory]
    [InlineData(0.0, 0.02, 0.08)] // independent windows: what is promised
    [InlineData(0.5, 0.02, 0.11)] // windows that are like their neighbours: without the correction some 0.25
    public void Without_a_change_one_in_twenty_seems_to_be_one(double correlation, double least, double most)
    {
        var random = new Random(17);
        var found = Enumerable.Range(0, Trials).Count(_ => IsChange(Noisy(random, 100, 20, correlation), Noisy(random, 100, 20, correlation)));
        Assert.InRange((double)found / Trials, least, most);
    }

    [Fact]
    public void A_change_of_some_standard_errors_is_found()
    {
        // 30 windows of 100 +- 20: the mean's error is 3.7, the difference's 5.2, so 25 is 4.8 of these.
        var random = new Random(18);
        var found = Enumerable.Range(0, Trials).Count(_ => IsChange(Noisy(random, 100, 20, 0), Noisy(random, 125, 20, 0)));
        Assert.InRange((double)found / Trials, 0.98, 1);
    }

    [Fact]
    public void A_share_stays_where_both_counts_grow()
    {
        // Twice the runs and twice the gang exits, in the same windows: the rate changes, the share does not.
        var random = new Random(19);
        var runs = Noisy(random, 1000, 300, 0);
        var more = Noisy(random, 2000, 600, 0);
        Assert.False(Change.Of(Of(Half(runs), runs), Of(Half(more), more)) is { P: < 0.05 });
        Assert.True(IsChange(Half(runs), Half(more)));

        double[] Half(double[] values) => [.. values.Select(value => 0.5 * value + 5 * Normal(random))];
    }

    [Theory]
    [InlineData(1.0, 0.01)]
    [InlineData(2.0, 0.07)] // three quarters of the time are in a tenth of the gang exits, as in recordings
    public void A_lost_share_whose_time_is_in_few_gang_exits_is_judged_with_care(double deviation, double mostMissed)
    {
        var random = new Random(20);
        var same = Enumerable.Range(0, Trials).Count(_ => Change.Of(Lost(random, 1, deviation), Lost(random, 1, deviation)) is { P: < 0.05 });
        Assert.InRange((double)same / Trials, 0.01, 0.07); // what is promised
        var missed = Enumerable.Range(0, Trials).Count(_ => Change.Of(Lost(random, 1, deviation), Lost(random, 3, deviation)) is not { P: < 0.05 });
        Assert.InRange((double)missed / Trials, 0, mostMissed);
    }

    [Fact]
    public void Too_few_windows_or_events_say_nothing()
    {
        double[] few = [5, 6, 7, 5, 6, 7, 5], rare = [0, 0, 1, 0, 0, 0, 1, 0, 0, 0];
        Assert.Equal(ChangeVerdict.TooFew, Change.Of(Rate(few), Rate(few)).Verdict);
        Assert.Equal(ChangeVerdict.TooFew, Change.Of(Rate(rare), Rate([0, 0, 1, 0, 0, 1, 1, 0, 0, 0])).Verdict);
        Assert.Equal(ChangeVerdict.OnlyAfter, Change.Of(null, Rate(rare)).Verdict);
    }

    private static bool IsChange(double[] before, double[] after) => Change.Of(Rate(before), Rate(after)) is { P: < 0.05 };

    private static RatioEstimate Rate(double[] values) => Of(values, [.. values.Select(_ => 1.0)]);

    private static RatioEstimate Of(double[] above, double[] below) => RatioEstimate.Of(above, below, above.Sum(), below.Sum());

    /// <summary>30 windows with 40 gang exits each, whose times out are log-normal with that deviation, against a second in the guest.</summary>
    private static RatioEstimate Lost(Random random, double factor, double deviation)
    {
        var (lost, whole) = (new double[30], new double[30]);
        for (var i = 0; i < lost.Length; i++)
        {
            for (var exit = 0; exit < 40; exit++)
                lost[i] += factor * 2e-4 * Math.Exp(deviation * Normal(random));
            whole[i] = lost[i] + 1 + 0.1 * Normal(random);
        }
        return Of(lost, whole) with { Count = 40 * 30 };
    }

    /// <summary>30 windows of that mean and deviation; each keeps that share of its neighbour's deviation.</summary>
    private static double[] Noisy(Random random, double mean, double deviation, double correlation)
    {
        var values = new double[30];
        var state = Normal(random);
        for (var i = 0; i < values.Length; i++)
        {
            state = correlation * state + Math.Sqrt(1 - correlation * correlation) * Normal(random);
            values[i] = mean + deviation * state;
        }
        return values;
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
