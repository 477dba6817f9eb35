using GangExitStream.Tests.Shared;
using GangExitStream.Traces.Ordering.Runs;

namespace GangExitStream.Tests.Unit.Perf;

/// <summary>The file that events are put aside in.</summary>
public sealed class SpilledRunsTests
{
    [Fact]
    public void Nothing_of_it_stays_behind_however_the_process_ends()
    {
        using var folder = new TemporaryFolder();
        var path = Directory.CreateDirectory(folder.PathOf("tmp")).FullName;
        KvmEvent[] events = [KvmEvent.Enter(1, 0, 287, 289, 0, 4), KvmEvent.Exit(2, 0, 287, 289, 0, 4)];
        using var runs = new SpilledRuns(path);
        runs.Begin();
        Assert.True(runs.Write(events));
        runs.End();
        Assert.Empty(Directory.EnumerateFileSystemEntries(path)); // while it is in use
        var read = new KvmEvent[2];
        Assert.Equal(2, runs.Drain(read, long.MaxValue));
        Assert.Equal(events, read);
    }
}
