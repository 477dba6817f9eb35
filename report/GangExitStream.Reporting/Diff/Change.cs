namespace GangExitStream.Reporting.Diff;

/// <summary>The verdict on a change.</summary>
public enum ChangeVerdict
{
    /// <summary>Not significant.</summary>
    Noise,

    /// <summary>A significant increase.</summary>
    More,

    /// <summary>A significant decrease.</summary>
    Less,

    /// <summary>Too few windows or events for a verdict.</summary>
    TooFew,

    /// <summary>Present in the first trace only.</summary>
    OnlyBefore,

    /// <summary>Present in the second trace only.</summary>
    OnlyAfter,
}

/// <summary>One number before and after.</summary>
public sealed record Change
{
    /// <summary>Confidence level of margins and verdicts.</summary>
    public const double Confidence = 0.95;

    /// <summary>Minimum events in both traces together for a verdict.</summary>
    internal const int MinEvents = 10;

    /// <summary>The number before; null: not present.</summary>
    public double? Before { get; init; }

    /// <summary>Half of its 95 % confidence interval; null: too few windows.</summary>
    public double? BeforeMargin { get; init; }

    /// <summary>The number after; null: not present.</summary>
    public double? After { get; init; }

    /// <summary>Half of its 95 % confidence interval; null: too few windows.</summary>
    public double? AfterMargin { get; init; }

    /// <summary>Probability of such a change by chance, p value of Welch's t test; null: too few windows or events.</summary>
    public double? P { get; init; }

    /// <summary><see cref="P"/> adjusted for the number of rows compared (Benjamini and Hochberg).</summary>
    public double? AdjustedP { get; init; }

    /// <summary>The verdict.</summary>
    public ChangeVerdict Verdict { get; init; }

    /// <summary>After minus before.</summary>
    public double? Difference => After - Before;

    /// <summary>The difference as a share of before; null: that is 0.</summary>
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

    /// <summary>Returns the change with its verdict by the adjusted p value.</summary>
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
