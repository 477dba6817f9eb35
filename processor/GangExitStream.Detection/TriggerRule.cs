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

    /// <summary>Updates a run's trigger by a guest exit of its own vcore.</summary>
    /// <remarks>
    /// Without branches, too: a better rank replaces the candidate; the same rank keeps what both agree on. <see cref="RunnerState.NoTrap"/> and
    /// <see cref="KvmEvent.Unknown"/> have all bits set.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Update(ref RunnerState run, int trap, int vcpu, byte ceded)
    {
        var rank = Rank(trap) & ((ceded - 1) >> 31); // 0 if the vcpu had ceded
        var isBetter = (run.TriggerRank - rank) >> 31;
        var isSame = ((run.TriggerRank ^ rank) - 1) >> 31 & -rank >> 31;
        var otherTrap = IfNot0(run.TriggerTrap ^ trap) & isSame;
        var otherVcpu = IfNot0((run.TriggerTrap ^ trap) | (run.TriggerVcpu ^ vcpu)) & isSame;
        run.TriggerTrap = Choose(isBetter, trap, run.TriggerTrap | otherTrap);
        run.TriggerVcpu = Choose(isBetter, vcpu, run.TriggerVcpu | otherVcpu);
        run.TriggerRank = (byte)Choose(isBetter, rank, run.TriggerRank);
    }

    private static int AsByte(bool value) => Unsafe.BitCast<bool, byte>(value); // 1 or 0

    private static int IfNot0(int value) => (value | -value) >> 31; // all bits or none

    private static int Choose(int mask, int left, int right) => right ^ ((left ^ right) & mask);
}
