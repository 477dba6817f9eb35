using System.Text;
using GangExitStream.Traces;

namespace GangExitStream.Tests.Unit.Text;

public sealed class DamagedTextTests
{
    private const string Good = "vmm-5 [000] d.... 1.0: kvmppc_run_core: Enter runner_vcpu==0 runnable=1 tgid=4";

    [Theory]
    [InlineData("vmm-5 [000] d.... 1.0: kvmppc_run_core: Enter runner_vcpu==0 runnable=1")]
    [InlineData("vmm-5 [000] d.... 1.0: kvmppc_run_core: Leave runner_vcpu==0 runnable=1 tgid=4")]
    [InlineData("vmm-5 [000] d.... 1.0: kvmppc_run_core: where=2 runner_vcpu=0 n_runnable=1 tgid=4")]
    [InlineData("vmm-5 [000] d.... 1.0: kvm_guest_exit: VCPU 0: trap=no-such-trap pc=0x1 msr=0x1, ceded=0")]
    [InlineData("vmm-5 [000] d.... 1.0: kvm_guest_exit: VCPU 0: trap=EXTERNAL pc=0xz msr=0x1, ceded=0")]
    [InlineData("vmm-5 [000] d.... 1.0: kvm_guest_exit: VCPU 0: trap=EXTERNAL pc=0x1 msr=0x1, ceded=256")]
    [InlineData("vmm-5 [000] d.... 1.0: kvm_guest_exit: VCPU 99999999999: trap=EXTERNAL pc=0x1 msr=0x1, ceded=0")]
    [InlineData("vmm-5 [000] d.... 99999999999.0: kvm_guest_exit: VCPU 0: trap=EXTERNAL pc=0x1 msr=0x1, ceded=0")]
    [InlineData("vmm-5 [000] d.... 1.0123456789: kvm_guest_exit: VCPU 0: trap=EXTERNAL pc=0x1 msr=0x1, ceded=0")]
    [InlineData("vmm-5 [0\u0001] d.... 1.0: kvm_guest_exit: VCPU 0: trap=EXTERNAL pc=0x1 msr=0x1, ceded=0")]
    [InlineData("vmm-5 [0\0] d.... 1.0: kvm_guest_exit: VCPU 0: trap=EXTERNAL pc=0x1 msr=0x1, ceded=0", TraceDamageId.Zeros)]
    [InlineData("kvm_guest_exit:")]
    public void A_line_of_ours_that_cannot_be_read_is_named_and_skipped(string bad, TraceDamageId id = TraceDamageId.BadLine)
    {
        var (events, summary) = TextTraces.Read(TraceForm.Ftrace, Good, bad, Good);

        Assert.Equal(2, events.Count);
        var damage = Assert.Single(summary.Damage);
        Assert.Equal((id, Good.Length + 1), (damage.Id, damage.Offset));
    }

    [Fact]
    public void A_last_line_without_newline_counts_where_it_is_whole()
    {
        var (events, summary) = Read(Good + "\n" + Good);

        Assert.Equal(2, events.Count);
        Assert.Equal(0, summary.DamageCount);
    }

    [Fact]
    public void A_last_line_that_breaks_off_is_a_truncation()
    {
        var (events, summary) = Read(Good + "\n" + Good[..^8]);

        Assert.Single(events);
        var damage = Assert.Single(summary.Damage);
        Assert.Equal((TraceDamageId.Truncated, Good.Length + 1), (damage.Id, damage.Offset));
    }

    [Theory]
    [InlineData(64 * 1024, 0)]
    [InlineData((64 * 1024) + 1, 1)]
    [InlineData(500_000, 1)]
    public void A_line_longer_than_64_KiB_is_skipped(int length, int damages)
    {
        var (events, summary) = Read(Good + "\n" + new string('x', length) + "\n" + Good + "\n");

        Assert.Equal(2, events.Count);
        Assert.Equal(damages, summary.DamageCount);
        Assert.All(summary.Damage, damage => Assert.Equal((TraceDamageId.BadLine, Good.Length + 1), (damage.Id, damage.Offset)));
    }

    [Fact]
    public void A_stream_that_fails_ends_the_events()
    {
        var stream = new FailingStream(Encoding.UTF8.GetBytes(Good + "\n"));

        var (events, summary) = TextTraces.Read(stream, TraceForm.Ftrace);

        Assert.Single(events);
        Assert.Equal(TraceDamageId.Io, Assert.Single(summary.Damage).Id);
    }

    [Fact]
    public void Windows_line_ends_are_fine() => Assert.Equal(0, Read(Good + "\r\n" + Good + "\r\n").Summary.DamageCount);

    private static (List<KvmEvent> Events, TraceSummary Summary) Read(string text) =>
        TextTraces.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), TraceForm.Ftrace);

    private sealed class FailingStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) =>
            Position < Length ? base.Read(buffer) : throw new IOException("the disk is gone");
    }
}
