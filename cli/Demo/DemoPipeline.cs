using Confluent.Kafka;
using GangExitStream.Cli.Watch;
using GangExitStream.Cli.Watch.Table;
using GangExitStream.Demo;
using GangExitStream.Processor;
using GangExitStream.Processor.Kafka;
using GangExitStream.Processor.Kafka.Changelog;
using GangExitStream.Producer;
using GangExitStream.Schemas.Resolution;
using GangExitStream.Subscriber;
using GangExitStream.Subscriber.Reading;

namespace GangExitStream.Cli.Demo;

/// <summary>
/// Publisher, processor and the readers of both output topics, with the embedded broker. The end of any part ends all. Without a failure the
/// publisher ends first, when everything has been published, processed and read.
/// </summary>
internal sealed class DemoPipeline : IDisposable
{
    /// <summary>Longer than a usual suspension of this process (Ctrl-Z): the mock broker can't fence a member whose session timed out.</summary>
    private static readonly TimeSpan SessionTimeout = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan CommitInterval = TimeSpan.FromMilliseconds(50);
    private const int EpochBytes = 1 << 20; // far below the retention of the broker's partitions

    private readonly EmbeddedBroker _broker;
    private readonly DemoTrace _trace;
    private readonly WatchTerminal _terminal;
    private readonly WatchNotes _notes;
    private readonly CancellationTokenSource _end;
    private string? _failure;

    /// <param name="broker">The broker.</param>
    /// <param name="trace">The trace to publish.</param>
    /// <param name="terminal">The terminal.</param>
    /// <param name="counts">Receives all counts as well; null: none.</param>
    /// <param name="stop">Stops the pipeline.</param>
    public DemoPipeline(EmbeddedBroker broker, DemoTrace trace, WatchTerminal terminal, IWatchView<GangExitCount>? counts, CancellationToken stop)
    {
        (_broker, _trace, _terminal) = (broker, trace, terminal);
        _end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        _notes = new WatchNotes(terminal.Error, wait: terminal.IsLive);
        Flow = new Flow(broker.Topics[broker.Kafka.Topics.Events]);
        Exits = new ExitsView(Flow);
        var table = terminal.IsLive ? LiveTable() : null;
        Counts = new CountsView(Flow, counts is null ? table : new BothViews<GangExitCount>(table, counts));
    }

    public Flow Flow { get; }

    /// <summary>The records read from gang-exits.</summary>
    public ExitsView Exits { get; }

    /// <summary>The records read from gang-exit-counts.</summary>
    public CountsView Counts { get; }

    /// <summary>The reason of a failure; null: none.</summary>
    public string? Failure => Volatile.Read(ref _failure);

    /// <summary>Runs the publisher together with the other parts; returns when all have ended.</summary>
    public async Task<PublishResult> RunAsync(DemoPublisher publisher)
    {
        Task[] parts =
        [
            PartAsync(stop => ReadAsync<GangExit, WatchedExit>(_broker.Kafka.Topics.GangExits, Exits, stop)),
            PartAsync(stop => ReadAsync<GangExitCount, WatchedCount>(_broker.Kafka.Topics.Counts, Counts, stop)),
            PartAsync(ProcessAsync),
            PartAsync(stop => new Standstill(Flow, _terminal.Time).WatchAsync(stop)),
        ];
        try
        {
            return await publisher.RunAsync(_trace, Flow, _notes.Write, _end.Token);
        }
        finally
        {
            await _end.CancelAsync();
            await Task.WhenAll(parts);
            Counts.Dispose(); // restores the terminal
            _notes.WriteWaiting();
        }
    }

    public void Dispose()
    {
        Counts.Dispose();
        _end.Dispose();
    }

    /// <summary>Runs a part on the thread pool, since the clients' polls block.</summary>
    private async Task PartAsync(Func<CancellationToken, Task<string?>> part)
    {
        string? failure = null;
        try
        {
            failure = await Task.Run(() => part(_end.Token), CancellationToken.None);
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            // Another part has ended.
        }
        catch (Exception e) when (e.GetBaseException() is KafkaException or RestoreException)
        {
            failure = e.GetBaseException().Message;
        }
        Interlocked.CompareExchange(ref _failure, failure, null);
        await _end.CancelAsync();
    }

    private async Task<string?> ReadAsync<T, TRecord>(string topic, IWatchView<T> view, CancellationToken stop)
        where TRecord : struct, IWatchedRecord<T>
    {
        var options = new WatchOptions { Kafka = _broker.Kafka, Topic = topic, Partitions = _broker.Topics[topic], FromBeginning = true, Filter = new RecordFilter(null, null) };
        var loop = new WatchLoop<T, TRecord>(options, view, _notes, _terminal.Time);
        return await loop.RunAsync(stop) == WatchEnd.Done ? null : $"not all records of {topic} could be read";
    }

    private async Task<string?> ProcessAsync(CancellationToken stop)
    {
        var standard = new ProcessorOptions();
        var options = new RunOptions
        {
            Kafka = _broker.Kafka,
            Timeouts = new ProcessTimeouts { Session = SessionTimeout },
            Processor = standard with { Window = _trace.Window(standard.Window), CommitInterval = CommitInterval, MaxEpochBytes = EpochBytes },
        };
        var parts = new ProcessParts { Clients = new KafkaClients(options), DescribesTopics = false, Committer = transactions => new PacedCommitter(transactions, Flow, stop) };
        await new ProcessRunner(options, parts, [new ReleasedSchemas()], _broker.Topics, _terminal.Time).RunAsync(stop);
        return null;
    }

    private TableView<GangExitCount> LiveTable() =>
        new(new CountsTable(_terminal.Time), new TableHeader(_broker.Kafka.Topics.Counts, ""), _terminal with { ReadKey = null }, _notes, allRowsAtEnd: false);
}
