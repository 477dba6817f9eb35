using Confluent.Kafka;
using GangExitStream.Processor.Graph;
using GangExitStream.Schemas;

namespace GangExitStream.Processor.Running;

/// <summary>Runs attempts one after the other until one ends well, the input can't be processed, or it is told to stop.</summary>
public sealed class ProcessRunner(RunOptions options, IReadOnlyList<IWriterSchemas> writers, IReadOnlyDictionary<string, int> partitions, TimeProvider time)
{
    private static readonly TimeSpan FirstBackOff = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestBackOff = TimeSpan.FromSeconds(5);

    /// <summary>Counts over all attempts.</summary>
    public ProcessorTotals Totals { get; } = new();

    /// <summary>Runs. Throws <see cref="RestoreException"/> where state is lost, and what the brokers refuse for good.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        var backOff = FirstBackOff;
        while (!cancel.IsCancellationRequested)
        {
            var started = time.GetTimestamp();
            if (await TryAttemptAsync(cancel) is not { } failure)
                return;
            if (time.GetElapsedTime(started) > LongestBackOff)
                backOff = FirstBackOff;
            options.Log($"starting again from what was committed, in {backOff.TotalSeconds:0.0} s: {failure}");
            await Task.Delay(backOff, time, cancel).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            backOff = backOff * 2 < LongestBackOff ? backOff * 2 : LongestBackOff;
        }
    }

    /// <summary>Null where it ended well, or a failure after which another attempt may do.</summary>
    private async Task<string?> TryAttemptAsync(CancellationToken cancel)
    {
        ProcessAttempt? attempt = null;
        try
        {
            attempt = new ProcessAttempt(options, writers, partitions, time, cancel);
            await attempt.RunAsync();
            return null;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception e) when (e.GetBaseException() is KafkaException { Error: var error } && !IsForGood(error))
        {
            return $"{error.Code}: {error.Reason}";
        }
        catch (Exception e) when (e.GetBaseException() is SchemaRegistryException { Error: { Id: RegistryErrorId.Unavailable } registry })
        {
            return registry.ToString();
        }
        catch (PartitionsLostException e)
        {
            return e.Message;
        }
        finally
        {
            if (attempt is not null)
            {
                Totals.Add(attempt.Metrics);
                await attempt.DisposeAsync();
            }
        }
    }

    /// <summary>Waiting won't help: the operator has to change something.</summary>
    private static bool IsForGood(Error error) => error.Code
        is ErrorCode.TopicAuthorizationFailed or ErrorCode.GroupAuthorizationFailed or ErrorCode.TransactionalIdAuthorizationFailed
        or ErrorCode.ClusterAuthorizationFailed or ErrorCode.Local_Authentication or ErrorCode.SaslAuthenticationFailed
        or ErrorCode.UnsupportedVersion or ErrorCode.InvalidTransactionTimeout or ErrorCode.InvalidSessionTimeout or ErrorCode.Local_InvalidArg;
}

/// <summary>What all attempts have counted.</summary>
public sealed class ProcessorTotals
{
    /// <summary>Batches processed.</summary>
    public long Batches { get; private set; }

    /// <summary>Events processed, duplicates included.</summary>
    public long Events { get; private set; }

    /// <summary>Items dropped because they had been seen.</summary>
    public long Duplicates { get; private set; }

    /// <summary>Items that never came.</summary>
    public long Gaps { get; private set; }

    /// <summary>Records sent to the dead letters.</summary>
    public long DeadLetters { get; private set; }

    /// <summary>Gang exits written and committed.</summary>
    public long GangExits { get; private set; }

    /// <summary>Epochs committed.</summary>
    public long Epochs { get; private set; }

    internal void Add(ProcessorMetrics metrics)
    {
        (Batches, Events) = (Batches + metrics.Batches, Events + metrics.Events);
        (Duplicates, Gaps) = (Duplicates + metrics.Duplicates, Gaps + metrics.Gaps);
        (DeadLetters, GangExits, Epochs) = (DeadLetters + metrics.DeadLetters, GangExits + metrics.GangExits, Epochs + metrics.Epochs);
    }
}
