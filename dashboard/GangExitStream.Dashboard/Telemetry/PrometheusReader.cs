using System.Text;
using GangExitStream.Dashboard.Http;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace GangExitStream.Dashboard.Telemetry;

/// <summary>Collects when it is asked to, and has the text of it.</summary>
internal sealed class PrometheusReader : IDisposable
{
    private const int Patience = 10_000; // ms

    private readonly Lock _gate = new(); // one scrape at a time: they share the text
    private readonly TextExporter _exporter = new();

    public PrometheusReader() => Reader = new BaseExportingMetricReader(_exporter) { TemporalityPreference = MetricReaderTemporalityPreference.Cumulative };

    public BaseExportingMetricReader Reader { get; }

    public HttpAnswer Scrape()
    {
        lock (_gate)
        {
            return Reader.Collect(Patience)
                ? new HttpAnswer(200, _exporter.Text.ToString(), PrometheusText.ContentType)
                : new HttpAnswer(503, "the metrics couldn't be collected\n");
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
