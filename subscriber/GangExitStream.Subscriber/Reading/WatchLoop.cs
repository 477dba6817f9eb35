using System.Collections.Immutable;
using Confluent.Kafka;
using GangExitStream.Kafka;

namespace GangExitStream.Subscriber.Reading;

/// <summary>Reads the topic's records into a view until the end, or until told to stop.</summary>
/// <typeparam name="T">The record.</typeparam>
/// <typeparam name="TRecord">What is known of it.</typeparam>
/// <param name="options">What is read.</param>
/// <param name="view">Where records go.</param>
/// <param name="notes">What the user is told beside them.</param>
/// <param name="time">The clock.</param>
public sealed class WatchLoop<T, TRecord>(WatchOptions options, IWatchView<T> view, WatchNotes notes, TimeProvider time)
    where TRecord : struct, IWatchedRecord<T>
{
    private const int MaxPoll = 1000;
    private static readonly TimeSpan PollTime = TimeSpan.FromMilliseconds(100);

    private readonly WatchFaults _faults = new(options.Kafka, options.Topic, notes);
    private readonly RecordIntake<T, TRecord> _intake = new(options.Filter, view, notes, options.Registry);
    private PartitionEnds _ends = new([], fromBeginning: false);
    private string? _failure;

    private string? Failure => _failure ?? _intake.Failure;

    private bool IsDone => Failure is not null || (options.ExitAtEnd && _ends.AllReached);

    private WatchProgress Progress => new(_intake.Shown, _intake.Undecodable, _ends.AllReached) { Offsets = _ends.Offsets };

    /// <summary>Runs; how it ended.</summary>
    public async Task<WatchEnd> RunAsync(CancellationToken stop)
    {
        using var consumer = WatchConsumer.Create(options.Kafka, _faults.Log);
        try
        {
            await StartAsync(consumer, stop);
            while (!IsDone && !stop.IsCancellationRequested)
                await PollAsync(consumer, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Told to stop: what has been read is shown below.
        }
        view.Complete(Progress);
        return Finish();
    }

    private async Task StartAsync(IConsumer<byte[]?, byte[]?> consumer, CancellationToken stop)
    {
        var (ends, problem) = options.Partitions is { } known ? ([.. new long[known]], null) : await FindEndsAsync(stop);
        _failure = problem?.ToString();
        if (problem is not null)
            return;
        _faults.Answered();
        _ends = new PartitionEnds(ends, options.FromBeginning);
        consumer.AssignAll(options.Topic, ends, options.FromBeginning);
    }

    private async Task<(ImmutableArray<long> Ends, KafkaProblem? Problem)> FindEndsAsync(CancellationToken stop)
    {
        // A client of its own: the consumer tells its faults only when it is polled, and nobody polls it yet.
        using var admin = new AdminClientBuilder(options.Kafka.ToClientConfig("watch")).LogTo(_faults.Log).Build();
        return await new TopicEnds(admin, options, _faults, time).FindAsync(stop);
    }

    private async Task PollAsync(IConsumer<byte[]?, byte[]?> consumer, CancellationToken stop)
    {
        var result = Consume(consumer, PollTime);
        for (var i = 0; result is not null && i < MaxPoll; i++)
        {
            await TakeAsync(result, stop);
            result = IsDone ? null : Consume(consumer, TimeSpan.Zero);
        }
        if (result is not null)
            await TakeAsync(result, stop);
        _faults.SayOutage(time);
        view.Show(Progress);
    }

    private ConsumeResult<byte[]?, byte[]?>? Consume(IConsumer<byte[]?, byte[]?> consumer, TimeSpan wait)
    {
        try
        {
            return consumer.Consume(wait);
        }
        catch (ConsumeException e)
        {
            if (!WatchFaults.MayPass(e.Error))
                _failure = _faults.ToProblem(e, options.Patience).ToString();
            return null;
        }
    }

    private async ValueTask TakeAsync(ConsumeResult<byte[]?, byte[]?> result, CancellationToken stop)
    {
        _faults.Answered();
        var (partition, offset) = (result.Partition.Value, result.Offset.Value);
        if (result.IsPartitionEOF)
        {
            _ends.ReadUpTo(partition, offset);
            return;
        }
        // A tombstone (no value) deletes a window that nobody will look at again.
        if (result.Message is { Value: { } value, Key: var key } && IsWanted(partition, offset) && options.Filter.MayMatch(key))
            await _intake.TakeAsync(value, result.TopicPartitionOffset, stop);
        _ends.ReadUpTo(partition, offset + 1);
    }

    private bool IsWanted(int partition, long offset) => !options.ExitAtEnd || _ends.IsBefore(partition, offset);

    private WatchEnd Finish()
    {
        if (Failure is { } failure)
            notes.Say(failure);
        if (_intake.Undecodable > 1)
            notes.Say($"{_intake.Undecodable} undecodable records not shown.");
        if (Failure is not null)
            return WatchEnd.Failed;
        return _intake.Undecodable > 0 ? WatchEnd.Undecodable : WatchEnd.Done;
    }
}
