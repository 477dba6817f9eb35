using Confluent.Kafka;
using GangExitStream.Processor.Running;
using Microsoft.Extensions.Time.Testing;

namespace GangExitStream.Tests.Unit.Processing;

/// <summary>Calls that may never return.</summary>
public sealed class BoundedCallTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task What_does_not_return_in_time_has_timed_out()
    {
        using var never = new ManualResetEventSlim();
        var time = new FakeTimeProvider();
        var call = BoundedCall.RunAsync("waiting", () => never.Wait(TestContext.Current.CancellationToken), Patience, time);
        time.Advance(Patience - TimeSpan.FromMilliseconds(1));
        Assert.False(call.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(1));
        var e = await Assert.ThrowsAsync<KafkaException>(() => call);
        never.Set();
        Assert.Equal((ErrorCode.Local_TimedOut, "waiting didn't return for 5 s"), (e.Error.Code, e.Error.Reason));
    }

    [Fact]
    public async Task What_fails_fails_with_its_own_error()
    {
        var call = BoundedCall.RunAsync("failing", static () => throw new PartitionsLostException("lost"), Patience, TimeProvider.System);
        Assert.Equal("lost", (await Assert.ThrowsAsync<PartitionsLostException>(() => call)).Message);
    }
}
