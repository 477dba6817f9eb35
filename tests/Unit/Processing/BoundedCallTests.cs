using Confluent.Kafka;
using GangExitStream.Detection;
using GangExitStream.Processor.Kafka;
using GangExitStream.Processor.Kafka.Group;
using GangExitStream.Tests.Shared;
using Microsoft.Extensions.Time.Testing;

namespace GangExitStream.Tests.Unit.Processing;

/// <summary>Calls that may never return.</summary>
public sealed class BoundedCallTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task A_call_that_does_not_return_in_time_times_out()
    {
        var never = new TaskCompletionSource();
        var time = new FakeTimeProvider();
        var call = BoundedCall.RunAsync("waiting", never.Task, Patience, time);
        time.Advance(Patience - TimeSpan.FromMilliseconds(1));
        Assert.False(call.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(1));
        var e = await Assert.ThrowsAsync<KafkaException>(() => call);
        Assert.Equal((ErrorCode.Local_TimedOut, "waiting didn't return for 5 s"), (e.Error.Code, e.Error.Reason));
    }

    [Fact]
    public async Task A_failed_call_throws_its_own_error()
    {
        var call = BoundedCall.RunAsync("failing", Task.FromException(new PartitionsLostException("lost")), Patience, TimeProvider.System);
        Assert.Equal("lost", (await Assert.ThrowsAsync<PartitionsLostException>(() => call)).Message);
    }

    [Fact]
    public async Task A_client_is_closed_only_when_its_blocked_call_has_returned_or_failed()
    {
        var stuck = new TaskCompletionSource();
        var (closed, said) = (false, new List<string>());
        using var log = new EventLog((_, text) => said.Add(text));
        var closing = ClientCloser.CloseAfterAsync(stuck.Task, "the producer", () => closed = true, log);
        Assert.False(closed);
        stuck.SetException(new KafkaException(ErrorCode.Local_Fatal));
        await closing;
        Assert.True(closed);
        Assert.Equal(["left_behind what=the producer until=its last call returns", "closed_late what=the producer"], said);
    }
}
