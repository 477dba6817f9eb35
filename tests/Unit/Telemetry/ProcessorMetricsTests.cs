using System.Diagnostics.Metrics;
using GangExitStream.Processor;
using GangExitStream.Processor.Graph;
using GangExitStream.Processor.Kafka;
using GangExitStream.Tests.Driver;
using GangExitStream.Tests.Unit.Processing;
using Microsoft.Extensions.Time.Testing;

namespace GangExitStream.Tests.Unit.Telemetry;

/// <summary>Measurements that a listener of System.Diagnostics.Metrics receives.</summary>
public sealed class ProcessorMetricsTests
{
    private readonly Committed _committed = new();
    private readonly InputLog _log = Recording.Publish(Recording.Read("lost.perf.data"), maxEvents: 50);

    [Fact]
    public async Task Committed_events_are_counted_once()
    {
        using var meter = new Meter("test");
        using var heard = new MeterReadings(meter);
        var metrics = new ProcessorMetrics(meter);
        await using var driver = new GraphDriver(_committed, metrics: metrics);
        await driver.AdoptAsync(0);
        await driver.SendAsync(_log.Records);
        await driver.SendAsync(_log.Records); // again: all of it is duplicate
        Assert.True(await driver.FlushAsync());
        var now = heard.Read();
        Assert.Equal(2 * _log.Records.Count, now["gangexit.process.batches"]);
        Assert.Equal(_committed.GangExits.Count, now["gangexit.process.gang_exits"]);
        Assert.Equal(now["gangexit.process.events"], 2 * now["gangexit.process.duplicates"]);
        Assert.Equal((0, 0), (now["gangexit.process.gaps"], now["gangexit.process.dead_letters"]));
        Assert.True(now["gangexit.process.lost"] > 0);
        Assert.True(now["gangexit.process.vms"] > 0);
        Assert.True(now["gangexit.process.epochs"] > 0);
        Assert.Equal(now["gangexit.process.epochs"], heard.Recorded("gangexit.process.commit.duration").Count);
    }

    [Fact]
    public async Task Events_that_are_not_committed_are_not_counted()
    {
        _committed.Before = static _ => throw new InvalidOperationException("aborted");
        var metrics = new ProcessorMetrics();
        await using var driver = new GraphDriver(_committed, metrics: metrics);
        await driver.AdoptAsync(0);
        await driver.SendAsync(_log.Records);
        Assert.False(await driver.FlushAsync());
        Assert.Equal((0, 0, 0), (metrics.Events, metrics.Batches, metrics.Epochs));
    }

    [Fact]
    public async Task An_epoch_lasts_from_its_first_record_to_its_commit()
    {
        using var meter = new Meter("test");
        using var heard = new MeterReadings(meter);
        var time = new FakeTimeProvider();
        _committed.Before = _ =>
        {
            time.Advance(TimeSpan.FromMilliseconds(300));
            return Task.CompletedTask;
        };
        await using var driver = new GraphDriver(_committed, new ProcessorOptions { CommitInterval = TimeSpan.FromHours(1) }, time, new ProcessorMetrics(meter));
        await driver.AdoptAsync(0);
        await driver.SendAsync(_log.Records.Take(1));
        Assert.True(await driver.FlushAsync());
        Assert.Equal([0.3], heard.Recorded("gangexit.process.commit.duration"));
        Assert.Equal([0.3], heard.Recorded("gangexit.process.epoch.duration"));
    }

    [Fact]
    public void The_names_are_those_of_the_documentation()
    {
        using var meter = new Meter("test");
        using var heard = new MeterReadings(meter);
        _ = new ProcessObservation(meter, TimeProvider.System);
        var documented = DocumentedMetrics.Read("gangexit.process.");
        Assert.Equal(documented, heard.Instruments.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_processor_that_does_not_get_on_is_stuck()
    {
        var time = new FakeTimeProvider();
        var status = new ProcessStatus(time);
        status.Phase = ProcessPhase.Running;
        Assert.True(status is { IsReady: true, IsStuck: false });
        time.Advance(ProcessStatus.StuckAfter + TimeSpan.FromSeconds(1));
        Assert.True(status.IsStuck);
        status.Heartbeat();
        Assert.False(status.IsStuck);
    }

    [Fact]
    public void Lag_is_known_of_partitions_that_are_ours_only()
    {
        var status = new ProcessStatus(TimeProvider.System);
        status.Restored(1);
        status.Restored(2);
        status.SetLag(1, 17);
        status.SetLag(3, 4); // given up meanwhile
        status.Remove([2]);
        Assert.Equal([KeyValuePair.Create(1, (long?)17)], status.Lags);
    }

    [Fact]
    public void The_lag_of_a_revoked_partition_is_0()
    {
        using var meter = new Meter("test");
        using var heard = new MeterReadings(meter);
        var status = new ProcessObservation(meter, TimeProvider.System).Status;
        status.Restored(1);
        Assert.DoesNotContain("gangexit.process.lag{partition=1}", heard.Read().Keys);
        status.SetLag(1, 17);
        Assert.Equal(17, heard.Read()["gangexit.process.lag{partition=1}"]);
        status.Remove([1]);
        Assert.Equal(0, heard.Read()["gangexit.process.lag{partition=1}"]);
    }
}
