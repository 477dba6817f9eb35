using System.Runtime.InteropServices;

namespace GangExitStream.Reporting.Exits;

/// <summary>The reason of a guest exit: a trap, or the hcall of a SYSCALL if the trace has it.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ExitReason
{
    /// <summary>The trap of an hcall.</summary>
    public const int Syscall = 0xc00;

    private readonly int _number;
    private readonly bool _isHcall;

    private ExitReason(int number, bool isHcall) => (_number, _isHcall) = (number, isHcall);

    public static ExitReason Trap(int trap) => new(trap, isHcall: false);

    public static ExitReason Hcall(int number) => new(number, isHcall: true);

    public override string ToString() => _isHcall ? HcallNames.Format(_number) : TrapNames.Format(_number);
}
