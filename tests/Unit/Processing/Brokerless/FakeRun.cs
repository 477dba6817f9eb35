using System.Collections.Concurrent;
using Confluent.Kafka;
using GangExitStream.Kafka;
using GangExitStream.Processor;
using GangExitStream.Processor.Kafka;
using GangExitStream.Processor.Kafka.Group;
using GangExitStream.Processor.Kafka.Transactions;
using GangExitStream.Schemas.Resolution;
using GangExitStream.Tests.Shared;

namespace GangExitStream.Tests.Unit.Processing.Brokerless;

/// <summary>Runs attempts one after the other with in-memory brokers, until it is disposed.</summary>
internal sealed class FakeRun : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly RunOptions _options;
    private readonly ProcessObservation _observed = new(null, TimeProvider.System);
    private readonly FakeKafka _kafka;
    private readonly GroupConsumer _group;
    private readonly Task _running;

    public FakeRun(FakeKafka kafka, ProcessTimeouts? timeouts = null)
    {
        _kafka = kafka;
        _options = new RunOptions
        {
            Kafka = new KafkaOptions(),
            NativeProduce = false,
            Logger = new EventLog((_, text) => kafka.Tell(text)),
            Timeouts = timeouts ?? new ProcessTimeouts(),
            Processor = new ProcessorOptions { CommitInterval = TimeSpan.FromMilliseconds(1) },
        };
        _group = new GroupConsumer(_options, kafka, TimeProvider.System);
        _running = Task.Run(RunAsync);
    }

    /// <summary>What made attempts fail.</summary>
    public ConcurrentQueue<Exception> Failures { get; } = [];

    public ProcessStatus Status => _observed.Status;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.WaitAsync(FakeKafka.Deadline);
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        var own = new OwnWriters(_options.Group);
        while (!_stop.IsCancellationRequested)
        {
            await using var attempt = new ProcessAttempt(
                _options, new ProcessParts { Clients = _kafka }, _group, own, [new ReleasedSchemas()], _kafka.Partitions, exit: null, _observed, TimeProvider.System, _stop.Token);
            try
            {
                await attempt.RunAsync();
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is KafkaException or PartitionsLostException or UnsettledException)
            {
                _kafka.Tell($"attempt failed: {e.Message}");
                _kafka.Change(() => Failures.Enqueue(e));
            }
            catch (Exception e)
            {
                _kafka.Wrong($"an attempt failed for good: {e}");
                throw;
            }
        }
    }
}
