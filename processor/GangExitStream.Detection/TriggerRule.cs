using System.Runtime.CompilerServices;

namespace GangExitStream.Detection;

/// <summary>
/// Finds the guest exit that forced the others out. The kernel reports a run's guest exits at its end, in the order of the vcpus, so only
/// their traps tell the trigger, not their order or times. docs/semantics.md gives the reasons for the ranks.
/// </summary>
internal static class TriggerRule
{
    private const int ReturnToHost = 0x0;
    private const int HvDecrementer = 0x980;
    private const int HDoorbell = 0xe80;
    private const int HVirt = 0xea0;

    /// <summary>2: the thread left for a reason of its own. 1: a timer that expires for the whole core. 0: it left because another one did.</summary>
    /// <remarks>Without branches: the order of traps is not predictable.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte Rank(int trap)
    {
        var followed = AsByte(trap == ReturnToHost) | AsByte(trap == HDoorbell) | AsByte(trap == HVirt);
        return (byte)(2 - 2 * followed - AsByte(trap == HvDecrementer));
    }

    /// <summary>Updates a run's trigger by a guest exit of its own vcore that had not ceded.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Update(ref RunnerState run, int trap, int vcpu)
    {
        var rank = Rank(trap);
        if (rank < Math.Max(run.TriggerRank, (byte)1))
            return;
        if (rank > run.TriggerRank)
            (run.TriggerRank, run.TriggerTrap, run.TriggerVcpu) = (rank, trap, vcpu);
        else
            MarkAmbiguous(ref run, trap, vcpu);
    }

    private static int AsByte(bool value) => Unsafe.BitCast<bool, byte>(value); // 1 or 0

    private static void MarkAmbiguous(ref RunnerState run, int trap, int vcpu)
    {
        if (run.TriggerTrap != trap)
            (run.TriggerTrap, run.TriggerVcpu) = (RunnerState.NoTrap, KvmEvent.Unknown);
        else if (run.TriggerVcpu != vcpu)
            run.TriggerVcpu = KvmEvent.Unknown;
    }
}
