using Confluent.Kafka;
using GangExitStream.Kafka;
using GangExitStream.Processor.Graph;
using GangExitStream.Processor.Kafka.Changelog;
using GangExitStream.Processor.Kafka.Group;
using GangExitStream.Processor.Kafka.Native;
using GangExitStream.Processor.Kafka.Transactions;
using GangExitStream.Schemas.Registry;
using GangExitStream.Schemas.Resolution;

namespace GangExitStream.Processor.Kafka;

/// <summary>Runs attempts until one completes, the input can't be processed, or it is cancelled.</summary>
/// <param name="options">Options of the run.</param>
/// <param name="parts">Clients and committer.</param>
/// <param name="writers">Schemas of the input's writers.</param>
/// <param name="partitions">Number of partitions, by topic.</param>
/// <param name="time">The clock.</param>
public sealed class ProcessRunner(RunOptions options, ProcessParts parts, IReadOnlyList<IWriterSchemas> writers, IReadOnlyDictionary<string, int> partitions, TimeProvider time)
{
    private static readonly TimeSpan FirstBackOff = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestBackOff = TimeSpan.FromSeconds(5);
    private const int MaxAttemptsWithoutCommit = 3;
    private const string NoCoordinator = "GX5046";

    private readonly ExitPoint? _exit = options.ExitAtEnd ? new ExitPoint(options.Kafka.Topics.Events, partitions[options.Kafka.Topics.Events]) : null;
    private readonly ProcessObservation _observed = new(options.Meter, time);
    private readonly OwnWriters _own = new(options.Group);
    private readonly SelfFencing _fencing = new();
    private GroupConsumer? _group;
    private TopicWatch? _topics;
    private int _attemptsWithoutCommit; // consecutive, of the member
    private int _failedInRow; // consecutive attempts without a commit

    /// <summary>With <see cref="KafkaClients"/>.</summary>
    public ProcessRunner(RunOptions options, IReadOnlyList<IWriterSchemas> writers, IReadOnlyDictionary<string, int> partitions, TimeProvider time)
        : this(options, new ProcessParts { Clients = new KafkaClients(options) }, writers, partitions, time)
    {
    }

    /// <summary>Metrics of all attempts.</summary>
    public ProcessorMetrics Totals => _observed.Metrics;

    /// <summary>Status for probes.</summary>
    public ProcessStatus Status => _observed.Status;

    /// <summary>Runs. Throws <see cref="RestoreException"/> if state is lost, <see cref="TopicChangedException"/>, and permanent errors of brokers.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        NativeHeap.Keep();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using var topics = _topics = parts.DescribesTopics ? new TopicWatch(parts.Clients, partitions, options.Logger, time) : null;
        var input = topics is null ? "" : await topics.IdOfAsync(options.Kafka.Topics.Events, stop.Token);
        var changed = topics is null ? Task.FromResult<KafkaProblem?>(null) : WatchAsync(topics, stop);
        try
        {
            await RunAttemptsAsync(options with { Processor = options.Processor with { Input = input } }, stop.Token);
        }
        finally
        {
            await LeaveAsync();
            await stop.CancelAsync();
            await changed;
        }
        if (await changed is { } problem)
            throw new TopicChangedException(problem);
    }

    /// <summary>Stops the run when a topic changes; returns the change.</summary>
    private static async Task<KafkaProblem?> WatchAsync(TopicWatch topics, CancellationTokenSource stop)
    {
        var problem = await topics.RunAsync(stop.Token);
        if (problem is not null)
            await stop.CancelAsync();
        return problem;
    }

    private async Task RunAttemptsAsync(RunOptions run, CancellationToken cancel)
    {
        var backOff = FirstBackOff;
        while (!cancel.IsCancellationRequested)
        {
            var started = time.GetTimestamp();
            options.Refusals?.Answered();
            if (await TryAttemptAsync(run, cancel) is not { } failure)
                return;
            _fencing.Failed(hasCommitted: _failedInRow == 0);
            if (time.GetElapsedTime(started) > LongestBackOff)
                backOff = FirstBackOff;
            Failed(await NamedAsync(failure), backOff);
            if (failure.EndsMember || _attemptsWithoutCommit >= MaxAttemptsWithoutCommit)
                await LeaveAsync();
            await Task.Delay(backOff, time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            backOff = backOff * 2 < LongestBackOff ? backOff * 2 : LongestBackOff;
        }
    }

    /// <summary>Leaves the group: at the end, and after attempts without a commit, since another instance may succeed.</summary>
    private async Task LeaveAsync()
    {
        if (_group is not null)
            await _group.DisposeAsync();
        (_group, _attemptsWithoutCommit) = (null, 0);
    }

    /// <summary>Names the cause of a failure that several causes have: what brokers refuse or lack. After some in a row, what else there is to look at.</summary>
    private async Task<AttemptFailure> NamedAsync(AttemptFailure failure)
    {
        if (failure.Id is not (null or NoCoordinator))
            return failure;
        var problem = options.Refusals?.Suspected ?? (_topics is null || (failure.Id is null && _failedInRow < 2) ? null : await _topics.LackAsync(options.Kafka));
        if (problem is not null)
            return failure with { Id = $"GX{(int)problem.Id}", Text = $"{failure.Text.TrimEnd('.')}. {problem.Place}: {problem.Message}", Next = problem.NextStep };
        return failure.Id is not null || _failedInRow < MaxAttemptsWithoutCommit ? failure : failure with
        {
            Id = "GX5048",
            Next = "see the brokers' logs, and their quotas for this user and client.id (kafka-configs.sh --describe --entity-type clients, users); more is said with --verbose",
        };
    }

    private void Failed(AttemptFailure failure, TimeSpan backOff)
    {
        Status.Begin(static () => default);
        Status.Phase = ProcessPhase.BackingOff;
        _observed.Instruments?.Failed(failure.Reason);
        Log.AttemptFailed(options.Logger, failure.Reason, failure.Id, failure.Text, (long)backOff.TotalMilliseconds, failure.Next);
    }

    /// <summary>Runs one attempt. Returns null if it completed, or a failure after which another attempt may succeed.</summary>
    private async Task<AttemptFailure?> TryAttemptAsync(RunOptions run, CancellationToken cancel)
    {
        ProcessAttempt? attempt = null;
        try
        {
            _group ??= new GroupConsumer(run, parts.Clients, time);
            attempt = new ProcessAttempt(run, parts, _group, _own, writers, partitions, _exit, _observed, time, cancel);
            await attempt.RunAsync();
            return null;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception e) when (e.GetBaseException() is KafkaException kafka && _fencing.TryJoinAgain(kafka, attempt is { HasCommitted: true }))
        {
            _group?.End();
            return new AttemptFailure("FencedInstanceId", kafka.Error.Reason, Next: "it joins again; if another instance has its group.instance.id, one of the two ends") { EndsMember = true };
        }
        catch (Exception e) when (e.GetBaseException() is KafkaException kafka && IsEndOfMember(kafka))
        {
            _group?.End();
            throw;
        }
        catch (NoCoordinatorException e)
        {
            return new AttemptFailure("NoCoordinator", e.Message, NoCoordinator, e.Next);
        }
        catch (Exception e) when (e.GetBaseException() is KafkaException { Error: { Code: ErrorCode.MsgSizeTooLarge } tooLarge })
        {
            return new AttemptFailure("MsgSizeTooLarge", tooLarge.Reason, "GX5047", "raise max.message.bytes of the topic that it names: kafka-configs.sh --alter --topic NAME --add-config max.message.bytes=BYTES");
        }
        catch (Exception e) when (e.GetBaseException() is KafkaException { Error: var error } && !IsPermanent(error))
        {
            return new AttemptFailure(error.Code.ToString(), error.Reason);
        }
        catch (Exception e) when (e.GetBaseException() is SchemaRegistryException { Error: { Id: RegistryErrorId.Unavailable } registry })
        {
            return new AttemptFailure("RegistryUnavailable", registry.ToString());
        }
        catch (UnsettledException e)
        {
            return new AttemptFailure("Unsettled", e.Message, "GX5042", "if it doesn't end by itself: docs/runbook.md, \"Hanging transactions\"");
        }
        catch (PartitionsLostException e)
        {
            return new AttemptFailure("PartitionsLost", e.Message);
        }
        finally
        {
            if (attempt is not null)
                await attempt.DisposeAsync();
            (_attemptsWithoutCommit, _failedInRow) = attempt is { HasCommitted: true } ? (0, 0) : (_attemptsWithoutCommit + 1, _failedInRow + 1);
        }
    }

    /// <summary>Whether an error persists until an operator changes something.</summary>
    private static bool IsPermanent(Error error) => error.Code
        is ErrorCode.TopicAuthorizationFailed or ErrorCode.GroupAuthorizationFailed or ErrorCode.TransactionalIdAuthorizationFailed
        or ErrorCode.ClusterAuthorizationFailed or ErrorCode.Local_Authentication or ErrorCode.SaslAuthenticationFailed
        or ErrorCode.UnsupportedVersion or ErrorCode.InvalidTransactionTimeout or ErrorCode.InvalidSessionTimeout or ErrorCode.FencedInstanceId or ErrorCode.UnreleasedInstanceId or ErrorCode.Local_InvalidArg;

    /// <summary>Whether the member's client has failed for good. A new client would be refused as well: the cause is the group or the broker.</summary>
    private static bool IsEndOfMember(KafkaException e) => e is ConsumeException { Error.IsFatal: true };

    private sealed record AttemptFailure(string Reason, string Text, string? Id = null, string? Next = null)
    {
        /// <summary>The member's client can't be used again.</summary>
        public bool EndsMember { get; init; }
    }
}
