using System.Runtime.InteropServices;

namespace GangExitStream.Reporting.Diff;

/// <summary>
/// A ratio of two sums (gang exits per second, or per run) and its precision. The variance comes from windows of time, each a sample of both
/// sums (the ratio estimator; Cochran, Sampling Techniques, chapter 6). Adjacent windows are correlated, so the number of windows n is reduced
/// by the lag-1 autocorrelation r to n (1 - r) / (1 + r). docs/diff.md.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RatioEstimate
{
    /// <summary>Minimum windows for a variance.</summary>
    public const int MinWindows = 8;

    private const double MaxCorrelation = 0.9;

    /// <summary>The ratio over the whole recording.</summary>
    public required double Value { get; init; }

    /// <summary>The numerator.</summary>
    public required double Count { get; init; }

    /// <summary>Variance of the value.</summary>
    public required double Variance { get; init; }

    /// <summary>Degrees of freedom of the variance; 0: too few windows.</summary>
    public required double Degrees { get; init; }

    /// <summary>Half of the 95 % confidence interval; null: too few windows.</summary>
    public double? Margin => Degrees <= 0 ? null : Math.Sqrt(Variance) * StudentT.Quantile(0.05, Degrees);

    /// <summary>The estimate from windows.</summary>
    /// <param name="above">Numerators, by window.</param>
    /// <param name="below">Denominators, by window.</param>
    /// <param name="allAbove">Numerator over the whole recording, partial windows included.</param>
    /// <param name="allBelow">Denominator over the whole recording.</param>
    public static RatioEstimate Of(ReadOnlySpan<double> above, ReadOnlySpan<double> below, double allAbove, double allBelow)
    {
        double sumAbove = 0, sumBelow = 0;
        for (var i = 0; i < above.Length; i++)
        {
            sumAbove += above[i];
            sumBelow += below[i];
        }
        var value = allBelow > 0 ? allAbove / allBelow : 0;
        if (above.Length < MinWindows || sumBelow <= 0)
            return new RatioEstimate { Value = value, Count = allAbove, Variance = 0, Degrees = 0 };
        var rest = new double[above.Length];
        for (var i = 0; i < rest.Length; i++)
            rest[i] = above[i] - sumAbove / sumBelow * below[i];
        var (square, correlation) = Spread(rest);
        var effective = rest.Length * (1 - correlation) / (1 + correlation);
        return new RatioEstimate
        {
            Value = value,
            Count = allAbove,
            Variance = square * rest.Length / (rest.Length - 1) * (1 + correlation) / (1 - correlation) / (sumBelow * sumBelow),
            Degrees = Math.Max(1, effective - 1),
        };
    }

    private static (double Square, double Correlation) Spread(double[] rest)
    {
        double square = 0, next = 0;
        for (var i = 0; i < rest.Length; i++)
        {
            square += rest[i] * rest[i];
            next += i > 0 ? rest[i] * rest[i - 1] : 0;
        }
        return (square, square > 0 ? Math.Clamp(next / square, 0, MaxCorrelation) : 0);
    }
}
