namespace GangExitStream.Reporting.Diff;

/// <summary>What can be said of a change.</summary>
public enum ChangeVerdict
{
    /// <summary>Not more than the noise.</summary>
    Noise,

    /// <summary>More than before, and more than the noise.</summary>
    More,

    /// <summary>Less than before, and more than the noise.</summary>
    Less,

    /// <summary>Too few windows or events to tell.</summary>
    TooFew,

    /// <summary>It is in the first trace only.</summary>
    OnlyBefore,

    /// <summary>It is in the second trace only.</summary>
    OnlyAfter,
}

/// <summary>One number before and after.</summary>
public sealed record Change
{
    /// <summary>Level of confidence of margins and verdicts.</summary>
    public const double Confidence = 0.95;

    /// <summary>With fewer events than these in both traces together, nothing is said.</summary>
    internal const int MinEvents = 10;

    /// <summary>The number before; null where it isn't there.</summary>
    public double? Before { get; init; }

    /// <summary>Half of its 95 % confidence interval; null where it can't be told.</summary>
    public double? BeforeMargin { get; init; }

    /// <summary>The number after.</summary>
    public double? After { get; init; }

    /// <summary>Half of its 95 % confidence interval.</summary>
    public double? AfterMargin { get; init; }

    /// <summary>How likely such a change is by chance (Welch's t test); null where it can't be told.</summary>
    public double? P { get; init; }

    /// <summary>The same with regard to how many rows are compared (Benjamini and Hochberg).</summary>
    public double? AdjustedP { get; init; }

    /// <summary>What can be said.</summary>
    public ChangeVerdict Verdict { get; init; }

    /// <summary>After minus before.</summary>
    public double? Difference => After - Before;

    /// <summary>The difference as a share of before; null where that is 0.</summary>
    public double? Relative => Before is 0 ? null : Difference / Before;

    internal static Change Of(RatioEstimate? before, RatioEstimate? after)
    {
        var p = before is { } first && after is { } second ? Welch(first, second) : null;
        return new Change
        {
            Before = before?.Value,
            BeforeMargin = before?.Margin,
            After = after?.Value,
            AfterMargin = after?.Margin,
            P = p,
            Verdict = before is null ? ChangeVerdict.OnlyAfter : after is null ? ChangeVerdict.OnlyBefore : p is null ? ChangeVerdict.TooFew : ChangeVerdict.Noise,
        };
    }

    /// <summary>With the p value that regards the other rows: the verdict.</summary>
    internal Change Judge(double adjusted) => this with
    {
        AdjustedP = adjusted,
        Verdict = adjusted >= 1 - Confidence ? ChangeVerdict.Noise : Difference > 0 ? ChangeVerdict.More : ChangeVerdict.Less,
    };

    private static double? Welch(RatioEstimate before, RatioEstimate after)
    {
        if (before.Degrees <= 0 || after.Degrees <= 0 || before.Count + after.Count < MinEvents)
            return null;
        var variance = before.Variance + after.Variance;
        var difference = after.Value - before.Value;
        if (variance <= 0)
            return difference == 0 ? 1 : 0;
        var degrees = variance * variance / (before.Variance * before.Variance / before.Degrees + after.Variance * after.Variance / after.Degrees);
        return StudentT.TwoSided(difference / Math.Sqrt(variance), degrees);
    }
}
