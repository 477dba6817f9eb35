using System.Runtime.CompilerServices;

namespace GangExitStream.Detection;

/// <summary>
/// Which exit forced the others out. The guest exits of a run are reported after it, in the order of the vcpus, so their order
/// and times say nothing; their traps do. docs/semantics.md argues the ranks.
/// </summary>
internal static class TriggerRule
{
    private const int ReturnToHost = 0x0;
    private const int HvDecrementer = 0x980;
    private const int HDoorbell = 0xe80;
    private const int HVirt = 0xea0;

    /// <summary>2: leaves for a reason of its own. 1: expires for the whole core. 0: leaves because another one did.</summary>
    /// <remarks>Sums rather than branches: traps come in no order that the processor could learn.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte Rank(int trap)
    {
        var followed = AsByte(trap == ReturnToHost) | AsByte(trap == HDoorbell) | AsByte(trap == HVirt);
        return (byte)(2 - 2 * followed - AsByte(trap == HvDecrementer));
    }

    /// <summary>Weighs a guest exit of the run's own vcore that hadn't ceded against the best one so far.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Weigh(ref RunnerState run, int trap, int vcpu)
    {
        var rank = Rank(trap);
        if (rank < Math.Max(run.TriggerRank, (byte)1))
            return;
        if (rank > run.TriggerRank)
            (run.TriggerRank, run.TriggerTrap, run.TriggerVcpu) = (rank, trap, vcpu);
        else
            Tie(ref run, trap, vcpu);
    }

    private static int AsByte(bool value) => Unsafe.BitCast<bool, byte>(value); // 1 or 0

    private static void Tie(ref RunnerState run, int trap, int vcpu)
    {
        if (run.TriggerTrap != trap)
            (run.TriggerTrap, run.TriggerVcpu) = (RunnerState.NoTrap, KvmEvent.Unknown);
        else if (run.TriggerVcpu != vcpu)
            run.TriggerVcpu = KvmEvent.Unknown;
    }
}
