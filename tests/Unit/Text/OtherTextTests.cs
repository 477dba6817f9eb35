using System.Text;
using GangExitStream.Traces;

namespace GangExitStream.Tests.Unit.Text;

/// <summary>Inputs without readable events of ours say what they have, and what to do.</summary>
public sealed class OtherTextTests
{
    private const string Fields = "(4011a7) n_runnable=2 runner_vcpu=1 where=0 tgid=12258\n";

    [Theory]
    [InlineData("        vmsim 12261 [001]  2992.154262: sched:sched_switch: prev_comm=a\n", "it has sched:sched_switch;")]
    [InlineData("        vmsim 12261 [001]  2992.154262:          1 sched:sched_waking: comm=a\n", "it has sched:sched_waking;")]
    [InlineData("       vmsim-12261   [001] d....  2992.154262: sys_enter: NR 1 (1, 2)\n", "it has sys_enter;")]
    [InlineData("        vmsim 12261 [001]  2992.154262: " + Fields, "add event")]
    [InlineData("        vmsim 12258/12261 " + Fields, "add event")] // not even a time
    [InlineData("        vmsim   188    11.522599: VCPU 0: trap=SYSCALL pc=0x1000 msr=0x8000, ceded=0\n", "add event")]
    [InlineData("# tracer: nop\n#\n4732 0 27919027063066 type: 2327\n", "options/raw")]
    [InlineData("000012f1 00000000 0000196477e07dfb type: 2327\n", "options/raw")] // hex, trace_pipe
    public void The_events_that_are_there_are_named(string text, string said) => Refused(text, TraceDamageId.NoEvents, said);

    [Theory]
    [InlineData("{\n\t\"linux-perf-json-version\": 1,\n\t\"headers\": {\n", "perf data convert")]
    [InlineData("     0.000 vmsim/14094 kvm_hv:kvmppc_run_core(n_runnable: 1, tgid: 14093)\n", "perf trace")]
    [InlineData("0 0x1 [0x28]: event: 79\n.\n. ... raw event: size 40 bytes\n", "raw dump")]
    [InlineData("# Samples: 606  of event 'kvm_hv:kvm_guest_exit'\n#\n# Overhead  Command\n", "perf report")]
    public void Text_of_other_commands_is_named(string text, string said) => Refused(text, TraceDamageId.Unsupported, said);

    [Theory]
    [InlineData(new byte[] { (byte)'7', (byte)'z', 0xbc, 0xaf, 0x27, 0x1c, 0, 4 }, "7z x -so")]
    [InlineData(new byte[] { 0x1f, 0x9d, 0x90, 1, 2, 3, 4, 5 }, "compress")]
    [InlineData(new byte[] { 0x5d, 0, 0, 0x80, 0, 0xff, 0xff, 0xff }, "lzma")]
    [InlineData(new byte[] { (byte)'L', (byte)'Z', (byte)'I', (byte)'P', 1, 2, 3, 4 }, "lzip")]
    [InlineData(new byte[] { 0x30, 0x37, 0x30, 0x37, 0x30, 0x31, 0x30, 0x30 }, "cpio -i")]
    [InlineData(new byte[] { 0xff, 0xfe, 0, 0, 0x23, 0, 0, 0 }, "UTF-32")]
    [InlineData(new byte[] { 0, 0x23, 0, 0x20, 0, 0x74, 0, 0x72 }, "UTF-16BE")]
    public void Packed_files_are_named_with_their_command(byte[] head, string said) => Refused(head, TraceDamageId.UnknownForm, said);

    private static void Refused(string text, TraceDamageId id, string said) => Refused(Encoding.UTF8.GetBytes(text), id, said);

    private static void Refused(byte[] bytes, TraceDamageId id, string said)
    {
        using var reader = TraceFile.Open(new MemoryStream(bytes));
        Assert.Equal(0, reader.Read(new KvmEvent[4]));
        var damage = Assert.Single(reader.Summary.Damage);
        Assert.Equal(id, damage.Id);
        Assert.Contains(said, damage.Message, StringComparison.Ordinal);
    }
}
