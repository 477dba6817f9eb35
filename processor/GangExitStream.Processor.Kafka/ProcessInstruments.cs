using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using GangExitStream.Processor.Graph;

namespace GangExitStream.Processor.Kafka;

/// <summary>Instruments of the running processor in addition to <see cref="ProcessorMetrics"/>; docs/metrics.md lists all.</summary>
internal sealed class ProcessInstruments
{
    private readonly Counter<long> _failures;
    private readonly Histogram<double> _restoreDuration;
    private readonly ConcurrentDictionary<int, byte> _measured = [];

    public ProcessInstruments(Meter meter, ProcessStatus status)
    {
        _failures = meter.CreateCounter<long>("gangexit.process.failures", "{attempt}", "Attempts that failed and were started again");
        _restoreDuration = Durations.Create(meter, "gangexit.process.restore.duration", "From the beginning of an assignment's restore to one partition's state, waiting for open transactions included");
        meter.CreateObservableGauge("gangexit.process.lag", () => Lags(status), "{record}", "Records of the instance's partitions that aren't processed yet");
        meter.CreateObservableGauge("gangexit.process.partitions", () => status.Partitions, "{partition}", "Assigned and restored input partitions");
        meter.CreateObservableGauge("gangexit.process.queue.depth", () => Depths(status), "{item}", "Chunks and epochs that wait");
        meter.CreateObservableGauge("gangexit.process.ready", () => status.IsReady ? 1 : 0, unit: null, "1 when the instance is in the group and has restored all of its partitions");
    }

    public void Failed(string reason) => _failures.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public void Restored(TimeSpan time) => _restoreDuration.Record(time.TotalSeconds);

    // Partitions that were revoked are measured as 0: otherwise exporters keep their last value.
    private IEnumerable<Measurement<long>> Lags(ProcessStatus status)
    {
        var lags = status.Lags;
        foreach (var (partition, lag) in lags)
        {
            if (lag is not null)
                _measured.TryAdd(partition, 0);
        }
        return _measured.Keys.Select(partition => new Measurement<long>(lags.GetValueOrDefault(partition) ?? 0, new KeyValuePair<string, object?>("partition", partition)));
    }

    private static Measurement<int>[] Depths(ProcessStatus status)
    {
        var depths = status.Queues;
        return [Of("decode", depths.Decode), Of("lane", depths.Lane), Of("commit", depths.Commit)];
    }

    private static Measurement<int> Of(string queue, int depth) => new(depth, new KeyValuePair<string, object?>("queue", queue));
}
