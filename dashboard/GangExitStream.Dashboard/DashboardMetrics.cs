using System.Diagnostics.Metrics;
using System.Text;
using GangExitStream.Dashboard.Api;
using GangExitStream.Dashboard.Fleet;
using GangExitStream.Dashboard.Http;
using GangExitStream.Dashboard.Telemetry;

namespace GangExitStream.Dashboard;

/// <summary>The dashboard's own metrics; docs/metrics.md lists them.</summary>
internal sealed class DashboardMetrics : IDisposable
{
    public const string MeterName = "GangExitStream.Dashboard";

    private readonly Meter _meter = new(MeterName);
    private readonly MetricsExport _export;
    private readonly SnapshotCache _snapshots;
    private readonly int _vms;

    /// <param name="store">The store to measure.</param>
    /// <param name="snapshots">Snapshots of the store.</param>
    /// <param name="vms">Maximum VMs with separate series in a scrape.</param>
    /// <param name="stream">The stream whose clients are counted.</param>
    /// <param name="version">The tool's version.</param>
    /// <param name="push">Whether metrics are pushed to a collector as well.</param>
    public DashboardMetrics(FleetStore store, SnapshotCache snapshots, int vms, UpdateStream stream, string version, bool push)
    {
        (_snapshots, _vms) = (snapshots, vms);
        _export = new MetricsExport(MeterName, "gangexit-dashboard", version, push);
        CreateInstruments(_meter, store, stream);
    }

    public HttpAnswer Scrape()
    {
        var own = _export.Scrape();
        if (_vms == 0)
            return own;
        var text = new StringBuilder(own.Text);
        VmMetricsText.Append(text, _snapshots.Get(), _vms);
        return own with { Text = text.ToString() };
    }

    public void Dispose()
    {
        _export.Dispose();
        _meter.Dispose();
    }

    internal static void CreateInstruments(Meter meter, FleetStore store, UpdateStream stream)
    {
        meter.CreateObservableGauge("gangexit.dashboard.ready", () => store.Status.CaughtUp ? 1 : 0, unit: null, "1 when the topic's end as of the start has been read");
        meter.CreateObservableCounter("gangexit.dashboard.records", () => store.Status.Records, "{record}", "Records of gang-exit-counts that were read");
        meter.CreateObservableCounter("gangexit.dashboard.records.left_out", () => store.Status is var s ? s.Undecodable + s.Refused + s.TooLate : 0, "{record}", "Records that could not be decoded or taken");
        meter.CreateObservableGauge("gangexit.dashboard.vms", () => store.Status.Vms, "{vm}", "VMs whose sums are kept");
        meter.CreateObservableCounter("gangexit.dashboard.vms.dropped", () => store.Status.DroppedVms, "{vm}", "VMs dropped to keep memory bounded");
        meter.CreateObservableGauge("gangexit.dashboard.windows", () => store.Status.Windows, "{window}", "Windows of time that are kept");
        meter.CreateObservableGauge("gangexit.dashboard.window_bytes", () => store.Status.WindowBytes, "By", "Bytes of these windows");
        meter.CreateObservableGauge("gangexit.dashboard.streams", () => stream.Clients, "{client}", "Clients of api/stream");
        meter.CreateObservableCounter("gangexit.dashboard.streams.dropped", () => stream.Dropped, "{client}", "Clients cut off because they were too slow");
    }
}
