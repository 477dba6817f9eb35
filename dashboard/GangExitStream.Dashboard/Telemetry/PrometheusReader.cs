using System.Text;
using GangExitStream.Dashboard.Http;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace GangExitStream.Dashboard.Telemetry;

/// <summary>Collects the metrics at each scrape, and formats them for Prometheus.</summary>
internal sealed class PrometheusReader : IDisposable
{
    private const int CollectTimeoutMs = 10_000;

    private readonly Lock _gate = new(); // one scrape at a time, because scrapes share the exporter's text
    private readonly TextExporter _exporter = new();

    public PrometheusReader() => Reader = new BaseExportingMetricReader(_exporter) { TemporalityPreference = MetricReaderTemporalityPreference.Cumulative };

    public BaseExportingMetricReader Reader { get; }

    public HttpAnswer Scrape()
    {
        lock (_gate)
        {
            return Reader.Collect(CollectTimeoutMs)
                ? new HttpAnswer(200, _exporter.Text.ToString(), PrometheusText.ContentType)
                : new HttpAnswer(503, "the metrics could not be collected\n");
        }
    }

    public void Dispose()
    {
        Reader.Dispose();
        _exporter.Dispose();
    }

    private sealed class TextExporter : BaseExporter<Metric>
    {
        public StringBuilder Text { get; } = new();

        public override ExportResult Export(in Batch<Metric> batch)
        {
            Text.Clear();
            foreach (var metric in batch)
                PrometheusText.Append(Text, metric);
            return ExportResult.Success;
        }
    }
}
