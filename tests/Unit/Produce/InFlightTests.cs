using GangExitStream.Producer.Publishing;

namespace GangExitStream.Tests.Unit.Produce;

public sealed class InFlightTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void Records_and_bytes_are_each_a_bound()
    {
        var inFlight = new InFlight(maxRecords: 3, maxBytes: 100);
        inFlight.Add(99);
        Assert.True(inFlight.HasRoom);
        inFlight.Add(1);
        Assert.False(inFlight.HasRoom);
        inFlight.Remove(99);
        inFlight.Add(1);
        Assert.True(inFlight.HasRoom);
        inFlight.Add(1);
        Assert.False(inFlight.HasRoom);
    }

    [Fact]
    public async Task A_waiting_publisher_continues_when_half_is_delivered()
    {
        var inFlight = new InFlight(maxRecords: 4, maxBytes: 100);
        for (var i = 0; i < 4; i++)
            inFlight.Add(1);
        var wait = inFlight.WaitForRoomAsync(Stop).AsTask();
        inFlight.Remove(1);
        inFlight.Remove(1);
        Assert.False(wait.IsCompleted);
        inFlight.Remove(1);
        await wait.WaitAsync(TimeSpan.FromMinutes(3), Stop);
    }

    [Fact]
    public async Task A_fault_ends_the_waiting()
    {
        var inFlight = new InFlight(maxRecords: 1, maxBytes: 100);
        inFlight.Add(1);
        var wait = inFlight.WaitForRoomAsync(Stop).AsTask();
        inFlight.Close();
        await wait.WaitAsync(TimeSpan.FromMinutes(3), Stop);
        await inFlight.WaitForRoomAsync(Stop).AsTask().WaitAsync(TimeSpan.FromMinutes(3), Stop);
    }

    [Fact]
    public async Task Flushing_waits_for_the_last_one()
    {
        var inFlight = new InFlight(maxRecords: 10, maxBytes: 100);
        Assert.True(inFlight.WaitUntilEmptyAsync(Stop).IsCompleted);
        inFlight.Add(1);
        inFlight.Add(1);
        var wait = inFlight.WaitUntilEmptyAsync(Stop);
        inFlight.Remove(1);
        Assert.False(wait.IsCompleted);
        inFlight.Remove(1);
        await wait.WaitAsync(TimeSpan.FromMinutes(3), Stop);
    }
}
