using System.Diagnostics.Metrics;
using GangExitStream.Cli.Produce;
using GangExitStream.Kafka;
using GangExitStream.Producer;
using GangExitStream.Producer.Feeding;
using GangExitStream.Producer.Publishing;
using GangExitStream.Tests.Shared;

namespace GangExitStream.Tests.Unit.Telemetry;

public sealed class ProduceMetricsTests
{
    [Fact]
    public async Task The_names_are_those_of_the_documentation()
    {
        await using var watch = new ProduceWatch();
        using var heard = new MeterReadings(watch.Meter);
        using var publisher = NewPublisher(watch.Meter);
        Assert.Equal(0, heard.Read()["gangexit.produce.ready"]);
        watch.Attach(new PublishTotals(), publisher);
        Assert.Equal(1, heard.Read()["gangexit.produce.ready"]);
        Assert.Equal(DocumentedMetrics.Read("gangexit.produce."), heard.Instruments.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Lost_and_unattributed_events_are_counted()
    {
        var (result, published, _, _, now) = await PublishAsync("lost.perf.data", Traces.TraceOptions.Default);
        Assert.Equal(result.Summary!.Events - result.Unattributed, now["gangexit.produce.events"]);
        Assert.Equal(result.Unattributed, now["gangexit.produce.unattributed"]);
        Assert.Equal(result.Dropped, now["gangexit.produce.dropped"]);
        Assert.Equal(result.Summary.Lost, now["gangexit.produce.lost"]); // each once, though each VM is told
        Assert.True(BatchModel.Join(published.Batches).Values.Sum(items => items.Where(e => e.Kind == KvmEventKind.Lost).Sum(e => e.LostCount)) > result.Summary.Lost);
        Assert.Equal((published.Batches.Count, published.Batches.Count), (now["gangexit.produce.batches"], now["gangexit.produce.bytes"])); // that publisher takes each for a byte
    }

    /// <summary>As perf script's text of that recording has them: 500 lines with H_PUT_TERM_CHAR.</summary>
    [Fact]
    public async Task Hcalls_of_a_recording_are_counted_and_not_published()
    {
        var (_, published, totals, before, now) = await PublishAsync(GuestEnterText.Recording, Traces.TraceOptions.Default with { WithEntries = true });
        Assert.DoesNotContain(before.Keys, name => name.StartsWith("gangexit.produce.hcalls", StringComparison.Ordinal));
        Assert.Equal(500, now["gangexit.produce.hcalls{hcall=H_PUT_TERM_CHAR}"]);
        Assert.Equal([("H_PUT_TERM_CHAR", 500L)], totals.Hcalls.All);
        Assert.DoesNotContain(published.Batches.SelectMany(batch => batch.Events), e => e.Kind == KvmEventKind.Hcall);
    }

    [Fact]
    public void Hcalls_beyond_the_limit_are_counted_together()
    {
        var counts = new HcallCounts();
        for (var hcall = 0; hcall < HcallCounts.MaxHcalls + 10; hcall++)
            counts.Count(0x10000 + hcall);
        counts.Count(0x10007);
        Assert.Equal(("hcall 0x10007", 2L), counts.All[0]);
        Assert.Equal((HcallCounts.Others, 10L), counts.All[^1]);
        Assert.Equal(HcallCounts.MaxHcalls + 1, counts.All.Count);
    }

    /// <summary>Publishes a trace; returns the readings before and after.</summary>
    private static async Task<(PublishResult Result, RecordingPublisher Published, PublishTotals Totals, Dictionary<string, double> Before, Dictionary<string, double> Now)> PublishAsync(string trace, Traces.TraceOptions options)
    {
        using var meter = new Meter("test");
        using var heard = new MeterReadings(meter);
        using var idle = NewPublisher(meter);
        var published = new RecordingPublisher();
        var traces = new TracePublisher(published, new PublishOptions(), TimeProvider.System);
        PublishInstruments.Create(meter, traces.Totals, idle);
        var before = heard.Read();
        var result = await traces.PublishAsync(() => GangExitStream.Producer.Sourcing.OpenTrace.OfPath(RepoFiles.Trace(trace), options), TestContext.Current.CancellationToken);
        return (result, published, traces.Totals, before, heard.Read());
    }

    private static EventPublisher NewPublisher(Meter meter) =>
        new(new KafkaOptions(), new EventsTopic("t", 1), EventFraming.SingleObject, new PublisherOptions { Meter = meter }, static _ => { }, TimeProvider.System);
}
