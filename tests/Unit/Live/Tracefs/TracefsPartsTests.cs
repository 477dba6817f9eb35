using System.Globalization;
using GangExitStream.Producer.Live;
using GangExitStream.Producer.Live.Tracefs;
using GangExitStream.Tests.Shared;
using GangExitStream.Traces.Live;

namespace GangExitStream.Tests.Unit.Live.Tracefs;

public sealed class TracefsPartsTests
{
    [Theory]
    [InlineData("entries: 3\noverrun: 12\ncommit overrun: 2\nbytes: 5\ndropped events: 1\nread events: 4\n", 15)]
    [InlineData("overrun: 7\n", 7)]
    [InlineData("", -1)]
    [InlineData("overrun: many\n", -1)]
    public void The_stats_tell_all_that_was_lost(string stats, long expected) => Assert.Equal(expected, CpuStats.Lost(stats));

    [Fact]
    public void A_mount_is_found_by_its_type()
    {
        string[] mounts = ["proc /proc proc rw 0 0", "tracefs /sys/kernel/debug\\040x/tracing debugfs rw 0 0", "none /sys/kernel\\040y/tracing/instances tracefs rw 0 0", "none /sys/kernel\\040y/tracing tracefs ro 0 0"];
        Assert.Equal("/sys/kernel y/tracing", TracefsFolder.FindMounted(mounts));
        Assert.Null(TracefsFolder.FindMounted(mounts.Take(2)));
    }

    [Theory]
    [InlineData("none integrity [confidentiality]\n", true)]
    [InlineData("none [integrity] confidentiality\n", false)]
    [InlineData("[none] integrity confidentiality\n", false)]
    public void A_kernel_that_is_locked_down_says_so(string lockdown, bool expected) => Assert.Equal(expected, TracefsProblems.IsLockedDown(lockdown) is { Id: LiveProblemId.LockedDown });

    [Theory]
    [InlineData("processor\t: 0\ncpu\t\t: POWER8 (raw), altivec supported\nclock\t\t: 3.42 GHz\n", "POWER8 (raw), altivec supported")]
    [InlineData("processor\t: 0\nmodel name\t: Some: CPU\n", "Some: CPU")]
    [InlineData("", null)]
    public void The_processor_is_named_as_the_kernel_names_it(string cpuinfo, string? expected) => Assert.Equal(expected, HostInfo.CpuOf(cpuinfo.Split('\n')));

    [Fact]
    public void A_threads_process_is_asked_for_again_after_a_while()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.PathOf("7"));
        var threads = new ThreadGroups(folder.PathOf("."));
        folder.Write("7/status", "Name:\tCPU 0/KVM\nTgid:\t70\nPid:\t7\n"u8);
        Assert.Equal((70, KvmEvent.Unknown), (threads.Of(7, 0), threads.Of(8, 0)));
        folder.Write("7/status", "Tgid:\t71\n"u8);
        Assert.Equal((70, 71), (threads.Of(7, 9_000_000_000), threads.Of(7, 11_000_000_000)));
    }

    [Fact]
    public void This_processs_threads_are_its_own()
    {
        var tasks = Directory.EnumerateDirectories("/proc/self/task").Select(path => int.Parse(Path.GetFileName(path), CultureInfo.InvariantCulture)).ToList();
        var threads = new ThreadGroups();
        Assert.Contains(tasks, tid => tid != Environment.ProcessId && threads.Of(tid, 0) == Environment.ProcessId);
    }

    [Fact]
    public void Whatever_the_pages_say_the_losses_told_add_up_to_the_kernels_count()
    {
        var random = new Random(1);
        for (var round = 0; round < 1000; round++)
        {
            var (account, total, told) = (default(LossAccount), 0L, 0L);
            var losses = Enumerable.Range(0, 21).Select(_ => random.Next(1, 100)).ToList();
            for (var page = 0; page < 20; page++)
            {
                total += losses[page];
                var ahead = random.Next(2) * random.Next(losses[page + 1]); // overwritten since the page was taken
                var missed = random.Next(3) == 0 ? -1 : losses[page];
                told += account.LostBefore(missed, account.NeedsTotal(missed) ? total + ahead : -1);
                Assert.InRange(told, 1, total + ahead + page);
                if (ahead == 0 && random.Next(4) == 0)
                    account.Settled();
            }
            told += account.TakeUnreported(total += losses[20]); // none of these had a page
            Assert.InRange(told, total, total + 20); // one at least is told of each page
        }
    }
}
