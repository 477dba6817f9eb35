using System.Diagnostics.Metrics;

namespace GangExitStream.Producer.Publishing;

/// <summary>The producer's instruments; docs/metrics.md lists them.</summary>
public static class PublishInstruments
{
    private static readonly InstrumentAdvice<double> Buckets = new()
    {
        HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
    };

    /// <summary>Creates all instruments except the histogram, which the publisher creates.</summary>
    public static void Create(Meter meter, PublishTotals totals, EventPublisher publisher)
    {
        Count(meter, "events", "{event}", "Events passed to the Kafka client", () => totals.Events);
        Count(meter, "batches", "{record}", "Batches passed to the Kafka client, end-of-source marks included", () => totals.Batches);
        Count(meter, "bytes", "By", "Bytes of the batches, before compression", () => totals.Bytes);
        Count(meter, "delivered", "{record}", "Batches that Kafka has confirmed", () => publisher.Delivered);
        Count(meter, "lost", "{sample}", "Samples that the recorder lost, each counted once; without dropped events", () => totals.Lost);
        Count(meter, "dropped", "{event}", "Events dropped because Kafka did not accept them in time", () => totals.Dropped);
        Count(meter, "unattributed", "{event}", "Events without a known VM", () => totals.Unattributed);
        meter.CreateObservableCounter("gangexit.produce.hcalls", () => totals.Hcalls.All.Select(static hcall => new Measurement<long>(hcall.Count, new KeyValuePair<string, object?>("hcall", hcall.Hcall))), "{hcall}", "Hcalls, where kvm_hcall_enter is recorded");
        meter.CreateObservableGauge("gangexit.produce.in_flight", () => publisher.Unconfirmed, "{record}", "Batches that aren't confirmed yet");
        meter.CreateObservableGauge("gangexit.produce.in_flight.bytes", () => publisher.UnconfirmedBytes, "By", "Bytes of the batches that aren't confirmed yet");
        meter.CreateObservableGauge("gangexit.produce.queue.depth", () => new Measurement<int>(totals.Waiting, new KeyValuePair<string, object?>("queue", "batch")), "{item}", "Closed batches that wait for room");
    }

    internal static Histogram<double> DeliveryDuration(Meter meter) =>
        meter.CreateHistogram("gangexit.produce.delivery.duration", "s", "Time from passing a batch to the client to its confirmation", tags: null, Buckets);

    private static void Count(Meter meter, string name, string unit, string description, Func<long> value) =>
        meter.CreateObservableCounter("gangexit.produce." + name, value, unit, description);
}
