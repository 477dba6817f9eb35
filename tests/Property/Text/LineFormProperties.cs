using System.Text;
using CsCheck;
using GangExitStream.Traces;

namespace GangExitStream.Tests.Property.Text;

/// <summary>Random events, printed in each form, are read back, and the form is found by itself.</summary>
public sealed class LineFormProperties
{
    private static readonly LineForm[] Forms = [.. LineForm.All()];

    // Text that merely looks like a time or a CPU is in TextLineTests; a comm of prctl has at most 15 bytes.
    private static readonly Gen<string> Comms = Gen.OneOf(
        OneOf("vmm", "CPU 0/KVM", "qemu-system-ppc", "<...>", "a: b", ":20912", "x-1", "kvm_guest_exit:", "VM (1)", "12", "KVM 12"),
        Gen.Char["abzXYZ0189-_/ :<>.()"].Array[1, 15].Select(chars => new string(chars).Trim() is { Length: > 0 } comm ? comm : "x"));

    // From 1 s on: an age that a host has before it runs VMs. A first time of 0 would mean distances.
    private static readonly Gen<KvmEvent> Events = Gen.Select(
        Gen.Int[0, 2], Gen.Long[1_000_000_000, 9_000_000_000_000_000], Gen.Int[0, 2047], Gen.Int[1, 1 << 22], Gen.Int[0, 16_383], Gen.Int[0, 0xffff], Gen.Byte, Gen.Select(Gen.ULong, Gen.ULong))
        .Select((kind, time, cpu, tid, vcpu, value, ceded, bits) => kind switch
        {
            0 => KvmEvent.GuestExit(time, cpu, KvmEvent.Unknown, tid, vcpu, value, ceded, bits.Item1, bits.Item2),
            1 => KvmEvent.Enter(time, cpu, tid + 1, tid, vcpu, value),
            _ => KvmEvent.Exit(time, cpu, tid + 1, tid, vcpu, value),
        });

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    [Fact]
    public void An_event_reads_back_from_each_form() =>
        Gen.Select(Events, Comms, Gen.Int[1, 1 << 22], Gen.Int[0, 3], Gen.Int[0, Forms.Length - 1], OneOf("", "[   40.000037] ", "2026-03-01T10:00:00.123456789Z ", "Nov 27 04:21:53 vm kernel: "))
            .Sample((e, comm, pid, style, form, stamp) =>
            {
                var line = stamp + Forms[form].Print(new Printed(e, comm, pid, style)) + "\n";
                using var reader = TraceFile.Open(new MemoryStream(Encoding.UTF8.GetBytes(line)));
                var events = new KvmEvent[2];
                var count = reader.Read(events);
                var expected = Forms[form].Expected(e, pid);
                return (count == 1 && events[0] == expected && (reader.Info.TicksClock is not null) == Forms[form].InTicks)
                    ? true
                    : throw new InvalidOperationException($"{line}read: {count} {events[0]} tgid {events[0].Tgid}, expected {expected}; {string.Join(';', reader.Summary.Damage)}");
            });
}
