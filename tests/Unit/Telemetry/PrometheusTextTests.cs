using System.Diagnostics.Metrics;
using GangExitStream.Dashboard.Telemetry;

namespace GangExitStream.Tests.Unit.Telemetry;

/// <summary>The text format, sample by sample.</summary>
public sealed class PrometheusTextTests : IDisposable
{
    private readonly Meter _meter = new("PrometheusTextTests");
    private readonly MetricsExport _export = new("PrometheusTextTests", "test", "v", push: false);

    public void Dispose()
    {
        _export.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public void Counters_and_gauges_get_their_units_word_once()
    {
        _meter.CreateCounter<long>("gangexit.a.bytes", "By", "Bytes").Add(7);
        _meter.CreateObservableGauge("gangexit.b.in_flight.bytes", () => 9L, "By", "More");
        _meter.CreateObservableGauge("gangexit.c.ready", () => 1, description: "Yes\\no\nperhaps");
        _meter.CreateUpDownCounter<double>("gangexit.d", "{thing}", "Things").Add(-0.5);
        Assert.Equal(
            """
            # HELP gangexit_a_bytes_total Bytes
            # TYPE gangexit_a_bytes_total counter
            gangexit_a_bytes_total 7
            # HELP gangexit_b_in_flight_bytes More
            # TYPE gangexit_b_in_flight_bytes gauge
            gangexit_b_in_flight_bytes 9
            # HELP gangexit_c_ready Yes\\no\nperhaps
            # TYPE gangexit_c_ready gauge
            gangexit_c_ready 1
            # HELP gangexit_d Things
            # TYPE gangexit_d gauge
            gangexit_d -0.5

            """,
            Ours());
    }

    [Fact]
    public void A_histograms_buckets_add_up()
    {
        var histogram = _meter.CreateHistogram("gangexit.commit.duration", "s", "How long", tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.005, 1] });
        foreach (var seconds in new[] { 0.001, 0.5, 0.5, 60 })
            histogram.Record(seconds);
        Assert.Equal(
            """
            # HELP gangexit_commit_duration_seconds How long
            # TYPE gangexit_commit_duration_seconds histogram
            gangexit_commit_duration_seconds_bucket{le="0.005"} 1
            gangexit_commit_duration_seconds_bucket{le="1"} 3
            gangexit_commit_duration_seconds_bucket{le="+Inf"} 4
            gangexit_commit_duration_seconds_sum 61.001
            gangexit_commit_duration_seconds_count 4

            """,
            Ours());
    }

    [Fact]
    public void Labels_are_escaped()
    {
        _meter.CreateCounter<long>("gangexit.e", null, "E").Add(1, new KeyValuePair<string, object?>("error.type", "a \"b\"\\\nc"));
        Assert.Contains("gangexit_e_total{error_type=\"a \\\"b\\\"\\\\\\nc\"} 1\n", Ours(), StringComparison.Ordinal);
    }

    // Without .NET's own, which differ from run to run, and without the build's.
    private string Ours() => string.Concat(_export.Scrape().Text.Split('\n')
        .Where(line => line.Contains("gangexit_", StringComparison.Ordinal) && !line.Contains("gangexit_build_info", StringComparison.Ordinal)).Select(line => line + "\n"));
}
