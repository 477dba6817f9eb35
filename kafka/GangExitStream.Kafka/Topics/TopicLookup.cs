using System.Collections.Immutable;
using Confluent.Kafka;

namespace GangExitStream.Kafka.Topics;

/// <summary>
/// Reads the metadata of topics by name, and never creates one. Confluent.Kafka's DescribeTopics is no substitute: of a topic with a partition
/// without a leader, its task never completes.
/// </summary>
/// <param name="admin">The client that asks; for further requests, too. Disposed with this one.</param>
/// <param name="connections">The consumer whose connections it uses; null: it has its own. Disposed with this one.</param>
public sealed class TopicLookup(IAdminClient admin, IClient? connections = null) : IDisposable
{
    private readonly Lock _lock = new();
    private int _requests; // in progress; they use the client's native handle, so that it is closed after the last of them
    private bool _isDisposed;

    /// <summary>With a client of its own; it connects on the first request.</summary>
    public static TopicLookup Connect(KafkaOptions kafka, string role, Action<KafkaLogLine> log)
    {
        ArgumentNullException.ThrowIfNull(kafka);
        var config = kafka.ToClientConfig(role);
        config.Set("allow.auto.create.topics", "false"); // a consumer's default; a producer and an admin client let brokers create what they ask for
        return new TopicLookup(new AdminClientBuilder(config).LogTo(log).Build());
    }

    /// <summary>The topics in the given order; a missing or forbidden one has an error. Throws <see cref="KafkaException"/> when no broker answers.</summary>
    /// <param name="topics">The topics' names.</param>
    /// <param name="timeout">The time-out of each topic's request.</param>
    /// <param name="cancel">Ends the wait, but not the request.</param>
    public async Task<ImmutableArray<TopicMetadata>> FindAsync(IReadOnlyCollection<string> topics, TimeSpan timeout, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(topics);
        var found = ImmutableArray.CreateBuilder<TopicMetadata>(topics.Count);
        foreach (var topic in topics)
            found.Add(await Task.Run(() => Find(topic, timeout), cancel).WaitAsync(cancel).ConfigureAwait(false)); // the request blocks
        return found.DrainToImmutable();
    }

    /// <summary>Sends another request of the admin client. The client is not closed before it has ended, also if the caller waits no longer; some requests never end.</summary>
    public async Task<T> AskAsync<T>(Func<IAdminClient, Task<T>> request)
    {
        ArgumentNullException.ThrowIfNull(request);
        BeginRequest();
        try
        {
            return await request(admin).ConfigureAwait(false);
        }
        finally
        {
            if (IsLast())
                await Task.Run(Close).ConfigureAwait(false); // not on the client's own thread
        }
    }

    /// <summary>Closes the connections, when requests in progress have ended; the caller waits for that at most <see cref="ClientEnd.Limit"/>.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_isDisposed)
                return;
            _isDisposed = true;
            if (_requests > 0)
                return;
        }
        ClientEnd.Close(Close, ClientEnd.Limit);
    }

    private TopicMetadata Find(string topic, TimeSpan timeout)
    {
        BeginRequest();
        try
        {
            return admin.GetMetadata(topic, timeout).Topics[0];
        }
        finally
        {
            if (IsLast())
                Close();
        }
    }

    private void BeginRequest()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            _requests++;
        }
    }

    private bool IsLast()
    {
        lock (_lock)
            return --_requests == 0 && _isDisposed;
    }

    private void Close()
    {
        admin.Dispose();
        connections?.Dispose();
    }
}
