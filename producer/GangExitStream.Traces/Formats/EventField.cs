using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace GangExitStream.Traces.Formats;

/// <summary>Position of a field in an event's raw bytes, from its format text. Size 0: the event has no such field.</summary>
internal readonly record struct EventField(int Offset, int Size, bool Signed)
{
    public int End => Offset + Size;

    /// <summary>The field's value, sign-extended if signed; 0 for size 0. The caller must have checked that the raw bytes are long enough.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Read(CheckedBytes raw) => Size switch
    {
        4 => Signed ? (int)raw.U32(Offset) : raw.U32(Offset),
        8 => (long)raw.U64(Offset),
        1 => Signed ? (sbyte)raw.U8(Offset) : raw.U8(Offset),
        2 => Signed ? (short)raw.U16(Offset) : raw.U16(Offset),
        _ => 0,
    };
}

/// <summary>Offsets of the fields in a wanted event's raw bytes, when all fields have the sizes that every kernel so far uses.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct UsualFields(bool IsRunCore, int MinBytes, int Vcpu, int Value, int Flag, int Tgid, int Pc, int Msr);
