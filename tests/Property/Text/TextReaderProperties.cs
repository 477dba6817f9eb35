using System.Text;
using CsCheck;
using GangExitStream.Traces;
using GangExitStream.Traces.Text;

namespace GangExitStream.Tests.Property.Text;

public sealed class TextReaderProperties
{
    private const string Ftrace = """
        # tracer: nop
                   <...>-12    [000] d....    11.521854: kvmppc_run_core: Enter runner_vcpu==0 runnable=4 tgid=188
        CPU:1 [LOST 12 EVENTS]
                 a: b-191     (    188) [001] .n...    11.555765: kvm_guest_exit: VCPU 0: trap=HV_DECREMENTER pc=0x1000 msr=0x8000000000001000, ceded=0
                  vmm-191     [000] .n...    11.632372: kvmppc_run_core: Exit runner_vcpu==0 runnable=4

        """;

    private const string Perf = """
                   vmsim 12261 [001]  2992.154262: kvm_hv:kvmppc_run_core: (4011a7) n_runnable=2 runner_vcpu=1 where=0 tgid=12258
        	ffffffff821f8298 [unknown] ([kernel.kallsyms])

             12258/12261 [001]  2992.154303:   1 kvm_hv:kvm_guest_exit: (4011a6) vcpu_id=1 trap=2304 pc=13835058055282239620 msr=9223372036898852915 ceded=0
                   vmsim 12261 [001]  2992.154303: PERF_RECORD_LOST lost 12
                   vmsim 12261 [001]  2992.154303: kvm_hv:kvm_guest_exit: nothing

        """;

    private static readonly Gen<(TraceForm Form, string Text)> Texts =
        Gen.OneOf(Gen.Const((TraceForm.Ftrace, Ftrace)), Gen.Const((TraceForm.TraceCmdReport, Ftrace)), Gen.Const((TraceForm.PerfScript, Perf)));

    [Fact]
    public void Chunks_of_the_stream_make_no_difference() =>
        Gen.Select(Texts, Gen.Int[0, 80_000].List[0, 3], Gen.Int[0, 300], Gen.Int).Sample((text, longLines, already, seed) =>
        {
            var all = Encoding.UTF8.GetBytes(text.Text + string.Concat(longLines.Select(n => new string('y', n) + "\n" + text.Text)));
            already = Math.Min(already, all.Length);
            var whole = Read(new MemoryStream(all), text.Form, default);
            var cut = Read(new ChunkStream(all[already..], new Random(seed)), text.Form, all.AsMemory(0, already));
            return whole.Events.SequenceEqual(cut.Events) && whole.Damage.SequenceEqual(cut.Damage);
        });

    [Fact]
    public void Every_prefix_is_read_without_an_exception()
    {
        foreach (var (form, text) in new[] { (TraceForm.Ftrace, Ftrace), (TraceForm.PerfScript, Perf) })
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            var last = 0;
            for (var length = 0; length <= bytes.Length; length++)
            {
                TextForm.TryDetect(bytes.AsSpan(0, length), out _);
                var count = Read(new MemoryStream(bytes, 0, length), form, default).Events.Count;
                Assert.True(count >= last - 1);
                last = Math.Max(last, count);
            }
        }
    }

    [Fact]
    public void Mutated_bytes_are_read_without_an_exception() =>
        Gen.Select(Texts, Gen.Select(Gen.Int[0, 10_000], Gen.Byte).Array[1, 20]).Sample((text, changes) =>
        {
            var bytes = Encoding.UTF8.GetBytes(text.Text);
            foreach (var (at, value) in changes)
                bytes[at % bytes.Length] = value;
            TextForm.TryDetect(bytes, out _);
            return Read(new MemoryStream(bytes), text.Form, default).Events.Count <= 20;
        });

    [Fact]
    public void Random_bytes_are_no_text_form_and_no_event() =>
        Gen.Byte.Array[0, 2_000].Sample(bytes =>
            !TextForm.TryDetect(bytes, out _) && Read(new MemoryStream(bytes), TraceForm.PerfScript, default).Events.Count == 0);

    [Fact]
    public void An_event_reads_back_from_the_text_of_it() =>
        Gen.Select(Gen.Long[0, 9_000_000_000_000_000_000], Gen.Int[0, 4095], Gen.Int[0, 1 << 22], Gen.Int[0, int.MaxValue], Gen.Int[0, 0xffff], Gen.Byte, Gen.ULong, Gen.ULong)
            .Sample((time, cpu, tid, vcpu, trap, ceded, pc, msr) =>
            {
                var e = KvmEvent.GuestExit(time, cpu, tid, tid, vcpu, trap, ceded, pc, msr);
                var line = $"CPU {vcpu}/KVM {tid}/{tid} [{cpu:D3}] {time / 1_000_000_000}.{time % 1_000_000_000:D9}: kvm_hv:kvm_guest_exit: "
                    + $"VCPU {vcpu}: trap={TrapNames.Format(trap)} pc=0x{pc:x} msr=0x{msr:x}, ceded={ceded}";
                return Read(new MemoryStream(Encoding.UTF8.GetBytes(line)), TraceForm.PerfScript, default).Events is [var read] && read == e;
            });

    private static (List<KvmEvent> Events, IReadOnlyList<TraceDamage> Damage) Read(Stream stream, TraceForm form, ReadOnlyMemory<byte> alreadyRead)
    {
        using var reader = new TextTraceReader(stream, form, alreadyRead, TraceOptions.Default);
        var all = new List<KvmEvent>();
        var events = new KvmEvent[3];
        for (var count = reader.Read(events); count > 0; count = reader.Read(events))
            all.AddRange(events.AsSpan(0, count));
        return (all, reader.Summary.Damage);
    }

    private sealed class ChunkStream(byte[] bytes, Random random) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, random.Next(1, random.Next(2, 2_000)))]);
    }
}
