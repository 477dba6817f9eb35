using System.Text;
using GangExitStream.Tests.Shared;
using GangExitStream.Traces;

namespace GangExitStream.Tests.Unit.Text;

/// <summary>Text that says, in a header or between its lines, that events were left out.</summary>
public sealed class LeftOutTextTests
{
    private const string Exit = "           vmm 20907 [001]   689.668294: kvm_hv:kvm_guest_exit: VCPU 3: trap=EXTERNAL pc=0x148 msr=0x1000, ceded=0\n";
    private const string Later = "           vmm 20907 [001]   690.668294: kvm_hv:kvm_guest_exit: VCPU 3: trap=EXTERNAL pc=0x148 msr=0x1000, ceded=0\n";
    private const string Event = "# event : name = kvm_hv:kvm_guest_exit, , id = { 1, 2 }, type = 2, size = 128, config = 0x916, ";

    [Theory]
    [InlineData(Event + "{ sample_period, sample_freq } = 3, sample_type = IP|TID", TraceDamageId.NotEveryEvent, "-c 3")]
    [InlineData(Event + "{ sample_period, sample_freq } = 100, sample_type = IP, freq = 1, sample_id_all = 1", TraceDamageId.NotEveryEvent, "some 100 a second")]
    [InlineData(Event + "sample_type = IP|TID, read_format = ID|GROUP|LOST", TraceDamageId.NotEveryEvent, ":S")]
    [InlineData(Event + "{ sample_period, sample_freq } = 1, sample_id_all = 1, write_backward = 1", TraceDamageId.Overwritten, "--overwrite")]
    [InlineData("# cmdline : /usr/bin/perf record -e kvm_hv:* -C 0 sleep 1 ", TraceDamageId.OneCpu, "-C 0")]
    [InlineData("# cmdline : /usr/bin/perf record -e kvm_hv:* -t 291,292 sleep 1 ", TraceDamageId.SomeThreads, "-t 291,292")]
    [InlineData("# cmdline : /usr/bin/perf record -e kvm_hv:kvm_guest_exit --filter ceded==0 -a ", TraceDamageId.NotEveryEvent, "ceded==0")]
    public void A_header_that_names_a_partial_recording_is_a_finding(string header, TraceDamageId id, string said)
    {
        var damage = Assert.Single(Read("# ========\n# nrcpus online : 2\n# nrcpus avail : 2\n" + header + "\n" + Exit).Damage);
        Assert.Equal(id, damage.Id);
        Assert.Contains(said, damage.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Event + "{ sample_period, sample_freq } = 1, sample_type = IP|TID, sample_id_all = 1")]
    [InlineData(Event + "{ sample_period, sample_freq } = 3, sample_type = IP|TID|TIME|CPU|PERIOD|RAW|IDENTIFIER")] // each hit is written, with its period
    [InlineData(Event + "excl_usr = 0, excl_kern = 0")] // perf 3.x
    [InlineData("# event : name = cpu-clock, , id = { 1 }, type = 1, { sample_period, sample_freq } = 4000, freq = 1")]
    [InlineData("# cmdline : /usr/bin/perf record -e kvm_hv:* -C 0-1 -p 287 sleep 1 ")]
    public void A_header_of_a_whole_recording_is_none(string header) =>
        Assert.Empty(Read("# nrcpus online : 2\n" + header + "\n" + Exit).Damage);

    [Theory]
    [InlineData("** 10 printk messages dropped **", 10)]
    [InlineData("[   40.1] ** 10 printk messages dropped on console ttyS0 **", 10)]
    [InlineData("Nov 27 22:10:11 vm systemd-journald[1]: Suppressed 12 messages from x.service", 12)]
    [InlineData("Nov 27 22:10:11 vm systemd-journald[1]: Missed 6 kernel messages", 6)]
    [InlineData("Nov 27 22:10:11 vm systemd-journald[1]: /dev/kmsg buffer overrun, some messages lost.", 1)]
    [InlineData("Nov 27 22:10:11 vm rsyslogd: imuxsock[pid 1]: 7 messages lost due to rate-limiting", 7)]
    public void What_a_log_left_out_is_lost(string line, int count)
    {
        var (lost, damage) = Read(Exit + line + "\n" + Later);
        Assert.Equal(count, lost);
        Assert.Equal((TraceDamageId.LinesLeftOut, Exit.Length), (Assert.Single(damage).Id, damage[0].Offset));
    }

    [Theory]
    [InlineData("Nov 27 22:10:11 vm dovecot: 5 messages from 3 folders")]
    [InlineData("Nov 27 22:10:11 vm x: some messages")]
    public void Other_messages_of_a_log_lose_nothing(string line)
    {
        var (lost, damage) = Read("Nov 27 22:10:10 vm x: " + Exit + line + "\n" + "Nov 27 22:10:12 vm x: " + Later);
        Assert.Equal((0, 0), (lost, damage.Count));
    }

    [Theory]
    [InlineData("==> b.txt <==")]
    [InlineData("::::::::::::::")]
    [InlineData("-- Boot 8e9f7a --")]
    [InlineData("-- Reboot --")]
    public void A_line_between_two_recordings_is_a_seam(string line)
    {
        using var reader = TraceFile.Open(new MemoryStream(Encoding.UTF8.GetBytes(line + "\n" + Exit + line + "\n" + Later)));
        Assert.Equal(1, reader.Read(new KvmEvent[4]));
        Assert.Equal(0, reader.Read(new KvmEvent[4]));
        Assert.Equal(TraceDamageId.TextSeam, Assert.Single(reader.Summary.Damage).Id);
        Assert.True(reader.NextPart());
        Assert.Equal(1, reader.Read(new KvmEvent[4]));
        Assert.False(reader.NextPart());
    }

    [Theory]
    [InlineData("689.667000", 1)] // of another CPU, earlier by 1.3 ms
    [InlineData("689.669000", 0)]
    public void Rounds_of_perf_script_are_not_sorted(string time, int findings)
    {
        const string round = "PERF_RECORD_FINISHED_ROUND\n";
        var first = Exit.Replace("689.668294", "689.000000", StringComparison.Ordinal);
        var other = Exit.Replace("689.668294", time, StringComparison.Ordinal).Replace("[001]", "[002]", StringComparison.Ordinal);
        var damage = Read(first + Exit + round + other + round).Damage;
        Assert.Equal(findings, damage.Count(found => found.Id == TraceDamageId.Unsorted));
        Assert.Equal(findings, damage.Count);
    }

    [Fact]
    public void The_latency_format_says_what_was_overwritten()
    {
        const string header = "# tracer: nop\n#\n# nop latency trace v1.1.5 on 6.18.44\n# latency: 0 us, #171/16451, CPU#0 | (M:server VP:0, KP:0, SP:0 HP:0 #P:2)\n";
        const string line = "   vmsim-11     1...1.   12us : kvm_guest_exit: VCPU 3: trap=EXTERNAL pc=0x148 msr=0x1000, ceded=0\n";
        var (lost, damage) = Read(header + line);
        Assert.Equal((16451 - 171, TraceDamageId.Overwritten), (lost, Assert.Single(damage).Id));
        Assert.Empty(Read(header.Replace("#171/16451", "#171/171", StringComparison.Ordinal) + line).Damage);
    }

    private static (long Lost, IReadOnlyList<TraceDamage> Damage) Read(string text)
    {
        var summary = TraceReading.ReadAll(Encoding.UTF8.GetBytes(text)).Summary;
        return (summary.Lost, summary.Damage);
    }
}
