using GangExitStream.Traces.Perf.Files;

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
        Assert.Equal(filter, RecordCommand.FilterOf(Command(options), "kvm_hv"));

    [Theory]
    [InlineData("-e kvm_hv:kvm_guest_exit -C 0 -o out", "0", 1)]
    [InlineData("-aRC 0-3,8 -g", "0-3,8", 5)]
    [InlineData("-C0-3,8 sleep 1", "0-3,8", 5)]
    [InlineData("--cpu=8-15,24-31", "8-15,24-31", 16)]
    [InlineData("-a sleep -C 1", null, 0)] // of the recorded command
    public void The_recorded_CPUs_are_known(string options, string? list, int count)
    {
        Assert.Equal(list, RecordCommand.CpusOf(Command(options)));
        Assert.Equal(count, list is null ? 0 : RecordCommand.CountCpus(list));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("1-2-3")]
    [InlineData("-1")]
    public void What_is_no_list_of_CPUs_has_no_number(string list) => Assert.Null(RecordCommand.CountCpus(list));

    private static List<string> Command(string options) => ["perf", "record", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
}
