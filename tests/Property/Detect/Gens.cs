using CsCheck;

namespace GangExitStream.Tests.Property.Detect;

/// <summary>Random events, of few enough VMs, threads and CPUs that they get into each other's way.</summary>
internal static class Gens
{
    private static readonly int[] Traps = [0x0, 0x500, 0x980, 0xc00, 0xe80];

    private static readonly Gen<int> Tgid = Gen.OneOf(KvmEvent.Unknown, 10, 11, 12);
    private static readonly Gen<int> Tid = Gen.Int[100, 106];
    private static readonly Gen<int> Cpu = Gen.Int[-1, 3];
    private static readonly Gen<long> Time = Gen.Long[0, 1000];

    private static readonly Gen<KvmEvent> GuestExit =
        Gen.Select(Time, Cpu, Tgid, Tid, Gen.Int[0, 15], Gen.OneOf(Traps), Gen.Byte[0, 2], KvmEventOf);

    private static readonly Gen<KvmEvent> Enter = Gen.Select(Time, Cpu, Tgid, Tid, Gen.Int[0, 15], Gen.Int[-1, 6],
        (time, cpu, tgid, tid, vcpu, n) => KvmEvent.Enter(time, cpu, tgid, tid, vcpu, n));

    private static readonly Gen<KvmEvent> Exit = Gen.Select(Time, Cpu, Tgid, Tid, Gen.Int[0, 15], Gen.Int[-1, 6],
        (time, cpu, tgid, tid, vcpu, n) => KvmEvent.Exit(time, cpu, tgid, tid, vcpu, n));

    private static readonly Gen<KvmEvent> Lost = Gen.Select(Time, Cpu, Gen.Long[1, 9], KvmEvent.Lost);

    /// <summary>Any events in any order: orphans, unfinished runs, threads used again, times going backwards.</summary>
    public static Gen<KvmEvent[]> Chaos { get; } = Gen.Frequency((6, GuestExit), (3, Enter), (3, Exit), (1, Lost)).Array[0, 120];

    /// <summary>Events as one VM's key of the topic has them: of one process, or losses.</summary>
    public static Gen<KvmEvent[]> OneVm(int tgid) =>
        Chaos.Select(events => events.Select(e => e.Kind == KvmEventKind.Lost ? e : e with { Tgid = tgid }).ToArray());

    /// <summary>Whole runs of one runner.</summary>
    public static Gen<KvmEvent[]> Vcore(int tgid, int tid, int firstVcpu) =>
        Gen.Select(Gen.Int[0, 6], Gen.Select(Gen.Int[0, 15], Gen.OneOf(Traps), Gen.Byte[0, 1]).Array[0, 6]).Array[0, 8]
            .Select(runs => runs.SelectMany(run => (KvmEvent[])
            [
                KvmEvent.Enter(0, 0, tgid, tid, firstVcpu, run.Item2.Length),
                .. run.Item2.Select(exit => KvmEvent.GuestExit(0, 0, tgid, tid, exit.Item1, exit.Item2, exit.Item3)),
                KvmEvent.Exit(0, 0, tgid, tid, firstVcpu, run.Item1),
            ]).ToArray());

    private static KvmEvent KvmEventOf(long time, int cpu, int tgid, int tid, int vcpu, int trap, byte ceded) =>
        KvmEvent.GuestExit(time, cpu, tgid, tid, vcpu, trap, ceded);
}
