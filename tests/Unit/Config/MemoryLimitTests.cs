using GangExitStream.Cli.Memory;

namespace GangExitStream.Tests.Unit.Config;

/// <summary>The memory that control groups allow.</summary>
public sealed class MemoryLimitTests
{
    private const long Mb = 1 << 20;

    [Theory]
    [InlineData("0::/system.slice/gangexit.service\n", "/sys/fs/cgroup/system.slice/gangexit.service/memory.max=268435456\n", 256)]
    [InlineData("0::/a/b\n", "/sys/fs/cgroup/a/b/memory.max=max\n /sys/fs/cgroup/a/memory.max=104857600\n", 100)] // of the group above
    [InlineData("0::/\n", "/sys/fs/cgroup/memory.max=134217728\n", 128)] // within a container
    [InlineData("5:cpu,cpuacct:/\n4:memory:/docker/x\n0::/\n", "/sys/fs/cgroup/memory/docker/x/memory.limit_in_bytes=67108864\n /sys/fs/cgroup/memory/memory.limit_in_bytes=9223372036854771712\n", 64)]
    [InlineData("4:memory:/docker/x\n", "/sys/fs/cgroup/memory/memory.limit_in_bytes=67108864\n", 64)]
    [InlineData("0::/a\n", "", null)]
    [InlineData("", "", null)]
    [InlineData("nonsense\n", "/sys/fs/cgroup/memory.max=1", null)]
    public void It_is_the_smallest_of_the_groups(string groups, string files, int? megabytes)
    {
        var all = files.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(file => file.Split('=')).ToDictionary(file => file[0], file => file[1], StringComparer.Ordinal);
        Assert.Equal(megabytes * Mb, MemoryLimit.Of(groups, all.GetValueOrDefault));
    }

    [Theory]
    [InlineData(null, 64)]
    [InlineData(4096, 64)]
    [InlineData(256, 16)]
    [InlineData(32, 4)]
    public void What_can_do_with_less_gets_a_sixteenth(int? limitMb, int expectedMb) =>
        Assert.Equal(expectedMb * Mb, MemoryLimit.ShareOf(limitMb * Mb, (int)(64 * Mb), (int)(4 * Mb)));

    [Fact]
    public void A_limit_below_the_need_is_said()
    {
        Assert.Null(LittleMemory.Of(null, 128));
        Assert.Null(LittleMemory.Of(128 * Mb, 128));
        Assert.Contains("the memory limit is 96 MB", LittleMemory.Of(96 * Mb, 128), StringComparison.Ordinal);
    }
}
