using GangExitStream.Processor.Kafka;
using GangExitStream.Processor.Kafka.Group;
using GangExitStream.Processor.Kafka.Transactions;
using Microsoft.Extensions.Time.Testing;

namespace GangExitStream.Tests.Unit.Processing;

/// <summary>A group that doesn't take us in.</summary>
public sealed class JoiningWatchTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly List<TaskCompletionSource<string?>> _asked = [];

    [Fact]
    public async Task It_asks_again_and_again_and_fails_when_no_broker_coordinates_the_group()
    {
        var watch = new JoiningWatch(Ask, new ProcessTimeouts { Init = TimeSpan.FromSeconds(30), Request = TimeSpan.FromSeconds(10) }, _time);
        await watch.CheckAsync();
        Assert.Empty(_asked);
        await LookAfterAsync(watch, 20);
        await LookAfterAsync(watch, 5); // an answer is awaited: it doesn't wait
        Assert.Single(_asked).SetResult(null); // another member delays the join
        await LookAfterAsync(watch, 0);
        await LookAfterAsync(watch, 19);
        Assert.Single(_asked);
        await LookAfterAsync(watch, 1);
        _asked[1].SetResult("timed out");
        var failure = await Assert.ThrowsAsync<NoCoordinatorException>(watch.CheckAsync);
        Assert.EndsWith("timed out", failure.Message, StringComparison.Ordinal);
        Assert.Contains("offsets.topic.replication.factor", failure.Next, StringComparison.Ordinal);
    }

    private async Task LookAfterAsync(JoiningWatch watch, int seconds)
    {
        _time.Advance(TimeSpan.FromSeconds(seconds));
        await watch.CheckAsync();
    }

    private Task<string?> Ask()
    {
        _asked.Add(new TaskCompletionSource<string?>());
        return _asked[^1].Task;
    }
}
