using System.Collections.Immutable;
using Confluent.Kafka;
using GangExitStream.Kafka;
using GangExitStream.Kafka.Topics;

namespace GangExitStream.Subscriber.Reading;

/// <summary>Reads the records of a topic into a view, until the end or until cancelled.</summary>
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

    /// <summary>Runs the watch. A cancellation does not throw.</summary>
    public async Task<WatchEnd> RunAsync(CancellationToken stop)
    {
        var consumer = WatchConsumer.Create(options.Kafka, _faults.Log);
        try
        {
            await StartAsync(consumer, stop);
            while (!IsDone && !stop.IsCancellationRequested)
                await PollAsync(consumer, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The records read so far are shown below.
        }
        finally
        {
            ClientEnd.Close(consumer.Dispose, ClientEnd.Limit);
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
        // A separate client, because a consumer reports errors only when it is polled.
        using var topics = TopicLookup.Connect(options.Kafka, "watch", _faults.Log);
        return await new TopicEnds(topics, options, _faults, time).FindAsync(stop);
    }

    private async Task PollAsync(IConsumer<byte[]?, byte[]?> consumer, CancellationToken stop)
    {
        var result = Consume(consumer, PollTime);
        for (var i = 0; result is not null && i < MaxPoll; i++)
        {
            await ProcessAsync(result, stop);
            result = IsDone ? null : Consume(consumer, TimeSpan.Zero);
        }
        if (result is not null)
            await ProcessAsync(result, stop);
        _faults.ReportOutage(time);
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
            if (!WatchFaults.IsTemporary(e.Error))
                _failure = _faults.ToProblem(e, options.BrokerTimeout).ToString();
            return null;
        }
    }

    private async ValueTask ProcessAsync(ConsumeResult<byte[]?, byte[]?> result, CancellationToken stop)
    {
        _faults.Answered();
        var (partition, offset) = (result.Partition.Value, result.Offset.Value);
        if (result.IsPartitionEOF)
        {
            _ends.ReadUpTo(partition, offset);
            return;
        }
        // Tombstones (records without a value) are skipped.
        if (result.Message is { Value: { } value, Key: var key } && IsWanted(partition, offset) && options.Filter.MayMatch(key))
            await _intake.ProcessAsync(value, result.TopicPartitionOffset, stop);
        _ends.ReadUpTo(partition, offset + 1);
    }

    private bool IsWanted(int partition, long offset) => !options.ExitAtEnd || _ends.IsBefore(partition, offset);

    private WatchEnd Finish()
    {
        if (Failure is { } failure)
            notes.Write(failure);
        if (_intake.Undecodable > 1)
            notes.Write($"{_intake.Undecodable} undecodable records not shown.");
        if (Failure is not null)
            return WatchEnd.Failed;
        return _intake.Undecodable > 0 ? WatchEnd.Undecodable : WatchEnd.Done;
    }
}
