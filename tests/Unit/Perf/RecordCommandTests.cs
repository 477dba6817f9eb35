using GangExitStream.Traces.Perf;

namespace GangExitStream.Tests.Unit.Perf;

public sealed class RecordCommandTests
{
    [Theory]
    [InlineData("-e kvm_hv:kvm_guest_exit --filter trap!=0x500 -a", "trap!=0x500")]
    [InlineData("-aR -ekvm_hv:kvm_guest_exit --filter=vcpu_id==1 -- sleep 1", "vcpu_id==1")]
    [InlineData("--event=kvm_hv:kvm_guest_exit,kvm_hv:kvmppc_run_core -a --filter tgid==7", "tgid==7")]
    [InlineData("-e kvm_hv:kvm_guest_exit -e sched:sched_switch --filter prev_pid==1 -a", null)] // of another event
    [InlineData("-a -e kvm_hv:kvm_guest_exit -- find --filter x", null)] // of the recorded command
    [InlineData("-e kvm_hv:kvm_guest_exit -aR find --filter x", null)]
    [InlineData("-e kvm_hv:kvm_guest_exit -o out find --filter x", null)]
    [InlineData("--filter x -e kvm_hv:kvm_guest_exit", null)] // perf refuses it
    [InlineData("", null)]
    public void A_filter_counts_where_it_is_of_our_events(string options, string? filter) =>
        Assert.Equal(filter, RecordCommand.FilterOf(["perf", "record", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)], "kvm_hv"));
}
