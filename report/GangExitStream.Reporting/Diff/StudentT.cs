namespace GangExitStream.Reporting.Diff;

/// <summary>Student's t distribution.</summary>
internal static class StudentT
{
    /// <summary>The two-sided p value of t.</summary>
    public static double TwoSided(double t, double degrees)
    {
        if (double.IsNaN(t) || degrees <= 0)
            return 1;
        return double.IsInfinity(t) ? 0 : Math.Clamp(Beta(degrees / (degrees + t * t), degrees / 2, 0.5), 0, 1);
    }

    /// <summary>The t whose two-sided p value is the probability.</summary>
    public static double Quantile(double probability, double degrees)
    {
        double low = 0, high = 1;
        while (TwoSided(high, degrees) > probability && high < 1e12)
            high *= 2;
        for (var i = 0; i < 80; i++)
        {
            var middle = (low + high) / 2;
            if (TwoSided(middle, degrees) > probability)
                low = middle;
            else
                high = middle;
        }
        return high;
    }

    /// <summary>The regularized incomplete beta function, by its continued fraction (DLMF 8.17.22), evaluated by Lentz's method.</summary>
    private static double Beta(double x, double a, double b)
    {
        if (x <= 0)
            return 0;
        if (x >= 1)
            return 1;
        var front = Math.Exp(LogGamma(a + b) - LogGamma(a) - LogGamma(b) + a * Math.Log(x) + b * Math.Log(1 - x));
        return x < (a + 1) / (a + b + 2) ? front * Fraction(x, a, b) / a : 1 - front * Fraction(1 - x, b, a) / b;
    }

    private static double Fraction(double x, double a, double b)
    {
        const double Tiny = 1e-300;
        double c = 1, d = 1 / NotZero(1 - (a + b) * x / (a + 1)), value = d;
        for (var m = 1; m <= 500; m++)
        {
            var even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
            d = 1 / NotZero(1 + even * d);
            c = NotZero(1 + even / c);
            value *= d * c;
            var odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
            d = 1 / NotZero(1 + odd * d);
            c = NotZero(1 + odd / c);
            value *= d * c;
            if (Math.Abs(d * c - 1) < 1e-14)
                break;
        }
        return value;

        static double NotZero(double v) => Math.Abs(v) < Tiny ? Tiny : v;
    }

    /// <summary>Stirling's series (DLMF 5.11.1); smaller arguments are raised by the recurrence first.</summary>
    private static double LogGamma(double x)
    {
        double shift = 0;
        for (; x < 10; x++)
            shift -= Math.Log(x);
        var inverse = 1 / (x * x);
        return shift + (x - 0.5) * Math.Log(x) - x + 0.5 * Math.Log(2 * Math.PI)
            + (1.0 / 12 - inverse * (1.0 / 360 - inverse * (1.0 / 1260 - inverse / 1680))) / x;
    }
}
