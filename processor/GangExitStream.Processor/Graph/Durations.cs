using System.Diagnostics.Metrics;

namespace GangExitStream.Processor.Graph;

/// <summary>Histograms of durations in seconds, with buckets from 5 ms to a minute.</summary>
internal static class Durations
{
    private static readonly InstrumentAdvice<double> Buckets = new()
    {
        HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
    };

    public static Histogram<double> Create(Meter meter, string name, string description) =>
        meter.CreateHistogram(name, "s", description, tags: null, Buckets);
}
