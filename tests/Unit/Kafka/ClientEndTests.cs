using GangExitStream.Kafka;

namespace GangExitStream.Tests.Unit.Kafka;

public sealed class ClientEndTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(50);

    [Fact(Timeout = 60_000)]
    public async Task A_close_that_blocks_is_left_behind_and_ends_later()
    {
        using var release = new ManualResetEventSlim();
        var closed = new TaskCompletionSource();

        ClientEnd.Close(
            () =>
            {
                release.Wait();
                closed.SetResult();
            },
            Limit);

        Assert.False(closed.Task.IsCompleted);
        release.Set();
        await closed.Task.WaitAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public void A_close_that_fails_in_time_fails_its_caller() =>
        Assert.Throws<InvalidOperationException>(static () => ClientEnd.Close(static () => throw new InvalidOperationException(), Timeout.InfiniteTimeSpan));

    [Fact]
    public void A_close_that_ends_in_time_is_waited_for()
    {
        var closed = false;
        ClientEnd.Close(() => closed = true, Timeout.InfiniteTimeSpan);
        Assert.True(closed);
    }
}
