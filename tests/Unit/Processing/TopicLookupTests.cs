using Confluent.Kafka;
using GangExitStream.Kafka.Topics;
using GangExitStream.Tests.Unit.Processing.Brokerless;

namespace GangExitStream.Tests.Unit.Processing;

/// <summary>librdkafka crashes when a client is closed whose request has not ended.</summary>
public sealed class TopicLookupTests : IDisposable
{
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TopicLookup _lookup;

    public TopicLookupTests() => _lookup = new TopicLookup(Fake<IAdminClient>.Of((name, _) =>
    {
        if (name == nameof(IDisposable.Dispose))
            _closed.SetResult();
        return null;
    }));

    public void Dispose() => _lookup.Dispose();

    [Fact]
    public void Without_a_request_the_client_is_closed_at_once()
    {
        _lookup.Dispose();
        Assert.True(_closed.Task.IsCompleted);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_client_is_closed_once_its_last_request_has_ended(bool fails)
    {
        TaskCompletionSource<int>[] requests = [new(), new()];
        Task<int>[] answers = [.. requests.Select(request => _lookup.AskAsync(_ => request.Task))];
        _lookup.Dispose();
        requests[0].SetResult(7);
        Assert.Equal(7, await answers[0]);
        Assert.False(_closed.Task.IsCompleted);
        if (fails)
            requests[1].SetException(new KafkaException(ErrorCode.Local_TimedOut));
        else
            requests[1].SetResult(8);
        await _closed.Task.WaitAsync(TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => _lookup.AskAsync(_ => Task.FromResult(1)));
    }
}
