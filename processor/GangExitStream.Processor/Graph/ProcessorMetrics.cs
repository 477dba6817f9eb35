using System.Diagnostics.Metrics;
using GangExitStream.Processor.Epochs;

namespace GangExitStream.Processor.Graph;

/// <summary>
/// Counts of all committed epochs since the process started, over all attempts. The commit step updates them once per epoch; readers on other
/// threads may see some counts one epoch before others. docs/metrics.md lists the instruments.
/// </summary>
public sealed class ProcessorMetrics
{
    private readonly Histogram<double>? _commitDuration;
    private readonly Histogram<double>? _epochDuration;
    private EpochCounts _counts;
    private long _epochs;
    private int _vms;

    /// <summary>Creates the counts and, with a meter, their instruments.</summary>
    public ProcessorMetrics(Meter? meter = null)
    {
        if (meter is null)
            return;
        Count(meter, "events", "{event}", "Events processed and committed, duplicates included", () => Events);
        Count(meter, "batches", "{record}", "Batches processed and committed", () => Batches);
        Count(meter, "gang_exits", "{gang_exit}", "Gang exits written and committed", () => GangExits);
        Count(meter, "duplicates", "{event}", "Events dropped because they had been processed before", () => Duplicates);
        Count(meter, "gaps", "{event}", "Events missing in a VM's sequence", () => Gaps);
        Count(meter, "lost", "{sample}", "Samples that the recorder lost, counted for each VM", () => Lost);
        Count(meter, "dead_letters", "{record}", "Records written to the dead-letter topic", () => DeadLetters);
        Count(meter, "epochs", "{epoch}", "Transactions committed", () => Epochs);
        meter.CreateObservableGauge("gangexit.process.vms", () => Vms, "{vm}", "VMs whose state is kept");
        _commitDuration = Durations.Create(meter, "gangexit.process.commit.duration", "Duration of a transaction: writing its records and offsets, and its commit");
        _epochDuration = Durations.Create(meter, "gangexit.process.epoch.duration", "From an epoch's first record to its commit");
    }

    /// <summary>Batches processed.</summary>
    public long Batches => _counts.Batches;

    /// <summary>Events processed, duplicates included.</summary>
    public long Events => _counts.Events;

    /// <summary>Items dropped because their sequence number had been processed before.</summary>
    public long Duplicates => _counts.Duplicates;

    /// <summary>Items missing in a VM's sequence.</summary>
    public long Gaps => _counts.Gaps;

    /// <summary>Samples that the recorder lost, counted for each VM.</summary>
    public long Lost => _counts.Lost;

    /// <summary>Records written to the dead-letter topic.</summary>
    public long DeadLetters => _counts.DeadLetters;

    /// <summary>Gang exits written.</summary>
    public long GangExits => _counts.GangExits;

    /// <summary>Epochs committed.</summary>
    public long Epochs => Volatile.Read(ref _epochs);

    /// <summary>VMs whose state is kept.</summary>
    public int Vms
    {
        get => Volatile.Read(ref _vms);
        internal set => Volatile.Write(ref _vms, value);
    }

    internal void Committed(Epoch epoch, TimeSpan commit, TimeProvider time)
    {
        _counts.Batches += epoch.Counts.Batches;
        _counts.Events += epoch.Counts.Events;
        _counts.Duplicates += epoch.Counts.Duplicates;
        _counts.Gaps += epoch.Counts.Gaps;
        _counts.Lost += epoch.Counts.Lost;
        _counts.DeadLetters += epoch.Counts.DeadLetters;
        _counts.GangExits += epoch.Counts.GangExits;
        Volatile.Write(ref _epochs, _epochs + 1);
        _commitDuration?.Record(commit.TotalSeconds);
        if (epoch.StartedAt is { } started)
            _epochDuration?.Record(time.GetElapsedTime(started).TotalSeconds);
    }

    private static void Count(Meter meter, string name, string unit, string description, Func<long> value) =>
        meter.CreateObservableCounter("gangexit.process." + name, value, unit, description);
}
