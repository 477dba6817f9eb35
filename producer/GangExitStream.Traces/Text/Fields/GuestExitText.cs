using System.Text;

namespace GangExitStream.Traces.Text.Fields;

/// <summary>
/// The text of a kvm_guest_exit: <c>VCPU 0: trap=EXTERNAL pc=0x148 msr=0x1000, ceded=0</c> as the kernel prints it, or <c>name=value</c> fields
/// as probes print them.
/// </summary>
internal static class GuestExitText
{
    private const int MaxTrapName = 32;

    [Flags]
    private enum Seen
    {
        None = 0,
        Vcpu = 1,
        Trap = 2,
        Ceded = 4,
        All = Vcpu | Trap | Ceded,
    }

    /// <summary>Sets the fields from the event's text. False: a field is missing or can't be parsed.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, ref KvmEvent e)
    {
        e.Kind = KvmEventKind.GuestExit;
        var seen = Seen.None;
        var fields = new FieldCursor(text);
        while (fields.Next())
        {
            if (!TryField(ref fields, ref e, ref seen))
                return false;
        }
        return seen == Seen.All;
    }

    private static bool TryField(ref FieldCursor fields, ref KvmEvent e, ref Seen seen)
    {
        var name = fields.Name;
        if (name.SequenceEqual("VCPU"u8))
            return TryVcpu(fields.NextWord().TrimEnd((byte)':'), ref e, ref seen);
        if (name.SequenceEqual("vcpu_id"u8))
            return TryVcpu(fields.Value, ref e, ref seen);
        if (name.SequenceEqual("trap"u8) || name.SequenceEqual("reason"u8))
            return TryTrap(fields.Value, ref e, ref seen);
        if (name.SequenceEqual("pc"u8) || name.SequenceEqual("nip"u8))
            return TextNumber.TryBits(fields.Value, out e.Pc);
        if (name.SequenceEqual("msr"u8))
            return TextNumber.TryBits(fields.Value, out e.Msr);
        return !name.SequenceEqual("ceded"u8) || TryCeded(fields.Value, ref e, ref seen);
    }

    private static bool TryVcpu(ReadOnlySpan<byte> value, ref KvmEvent e, ref Seen seen)
    {
        seen |= Seen.Vcpu;
        return TextNumber.TryInt(value, out e.Vcpu);
    }

    private static bool TryTrap(ReadOnlySpan<byte> value, ref KvmEvent e, ref Seen seen)
    {
        seen |= Seen.Trap;
        return TextNumber.TryInt(value, out e.Value) || TryTrapName(value, out e.Value) || UnknownTrap.TryNumber(value, out e.Value);
    }

    private static bool TryTrapName(ReadOnlySpan<byte> value, out int trap)
    {
        trap = 0;
        if (value.Length > MaxTrapName)
            return false;
        Span<char> name = stackalloc char[MaxTrapName];
        return TrapNames.TryParse(name[..Encoding.Latin1.GetChars(value, name)], out trap);
    }

    // ftrace's options/fields prints a byte as (1).
    private static bool TryCeded(ReadOnlySpan<byte> value, ref KvmEvent e, ref Seen seen)
    {
        seen |= Seen.Ceded;
        if (value is [(byte)'(', .., (byte)')'])
            value = value[1..^1];
        var ok = TextNumber.TryInt(value, out var ceded) && ceded is >= 0 and <= byte.MaxValue;
        e.Ceded = (byte)ceded;
        return ok;
    }
}
