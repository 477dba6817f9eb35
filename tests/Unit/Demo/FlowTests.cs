using GangExitStream.Demo;
using GangExitStream.Processor.Epochs;
using GangExitStream.Subscriber;

namespace GangExitStream.Tests.Unit.Demo;

/// <summary>The publisher waits for the processor, and the processor waits for the readers.</summary>
public sealed class FlowTests
{
    private const int Big = 1 << 20;
    private static readonly byte[] Key = [1];

    private readonly Flow _flow = new(inputPartitions: 2);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Two_megabytes_of_unprocessed_batches_are_the_limit()
    {
        _flow.Published(0, Big);
        Assert.True(_flow.HasRoom);
        _flow.Published(1, Big);
        Assert.False(_flow.HasRoom);
    }

    [Fact]
    public void The_number_of_waiting_batches_is_limited()
    {
        for (var i = 0; i < 2048; i++)
        {
            Assert.True(_flow.HasRoom);
            _flow.Published(0, 10);
        }
        Assert.False(_flow.HasRoom);
    }

    [Fact]
    public async Task Only_a_commit_of_the_same_partition_makes_room()
    {
        _flow.Published(0, Big);
        _flow.Published(0, Big);
        var room = _flow.UntilRoomAsync(Cancel);
        await _flow.CommittedAsync(Epoch(partition: 1, next: 5), Cancel); // another partition
        Assert.False(room.IsCompleted);
        await _flow.CommittedAsync(Epoch(partition: 0, next: 1), Cancel);
        await room;
        Assert.False(_flow.IsDone);
        await _flow.CommittedAsync(Epoch(partition: 0, next: 2), Cancel);
        Assert.True(_flow.IsDone);
    }

    [Fact]
    public async Task A_commit_that_is_heard_of_first_counts_all_the_same()
    {
        await _flow.CommittedAsync(Epoch(partition: 0, next: 1), Cancel);
        _flow.Published(0, Big);
        Assert.True(_flow.IsDone);
    }

    [Fact]
    public async Task The_next_epoch_waits_until_both_topics_have_been_read()
    {
        var committed = _flow.CommittedAsync(Epoch(partition: 0, next: 1, exits: 2, counts: 1), Cancel);
        _flow.ExitsRead(Read(2));
        Assert.False(committed.IsCompleted);
        _flow.CountsRead(Read(1));
        await committed;
    }

    [Fact]
    public async Task Records_that_somebody_else_wrote_are_read_too()
    {
        _flow.Found(offsets: 2);
        Assert.False(_flow.IsDone);
        _flow.ExitsRead(Read(1));
        Assert.False(_flow.IsDone);
        _flow.CountsRead(Read(1));
        await _flow.UntilDoneAsync(Cancel);
    }

    private static WatchProgress Read(long records) => new(records, 0, true) { Offsets = records };

    private static Epoch Epoch(int partition, long next, int exits = 0, int counts = 0)
    {
        var epoch = new Epoch();
        epoch.Passed(partition, next - 1);
        for (var i = 0; i < exits; i++)
            epoch.Add(OutputTopic.GangExits, partition, Key, Key);
        for (var i = 0; i < counts; i++)
            epoch.Add(OutputTopic.Counts, partition, Key, Key);
        return epoch;
    }
}
