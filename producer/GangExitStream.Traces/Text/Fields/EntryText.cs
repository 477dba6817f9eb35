using System.Text;

namespace GangExitStream.Traces.Text.Fields;

/// <summary>
/// The text of a kvm_guest_enter, <c>VCPU 0: pc=0x148 pexcp=0x0 ceded=0</c>, of a kvm_hcall_enter,
/// <c>VCPU 0: hcall=H_ENTER GPR4-7=0x0,0x1,0x2,0x3</c>, and of a kvmppc_vcore_blocked, which is as a run_core's. The kernel prints the names of the hcalls that it knows, and the numbers of others.
/// </summary>
internal static class EntryText
{
    private const int MaxName = 64;

    /// <summary>Whether an event's name, including its colon, is one of the three.</summary>
    public static bool TryKind(ReadOnlySpan<byte> name, out KvmEventKind kind)
    {
        kind = name.SequenceEqual("kvm_guest_enter:"u8) ? KvmEventKind.GuestEnter
            : name.SequenceEqual("kvm_hcall_enter:"u8) ? KvmEventKind.Hcall
            : KvmEventKind.Blocked;
        return kind != KvmEventKind.Blocked || name.SequenceEqual("kvmppc_vcore_blocked:"u8);
    }

    /// <summary>Sets the fields from the event's text. False: a field is missing or can't be parsed.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, ref KvmEvent e) =>
        e.Kind == KvmEventKind.Blocked ? TryBlocked(text, ref e) : TryEntry(text, ref e);

    private static bool TryBlocked(ReadOnlySpan<byte> text, ref KvmEvent e)
    {
        var isRead = RunCoreText.TryRead(text, ref e);
        e.Kind = e.Kind == KvmEventKind.Exit ? KvmEventKind.Unblocked : KvmEventKind.Blocked;
        return isRead;
    }

    private static bool TryEntry(ReadOnlySpan<byte> text, ref KvmEvent e)
    {
        var (hasVcpu, hasNumber) = (false, e.Kind == KvmEventKind.GuestEnter);
        var fields = new FieldCursor(text);
        while (fields.Next() && !(hasVcpu && hasNumber))
        {
            if (fields.Name.SequenceEqual("VCPU"u8))
                hasVcpu = TextNumber.TryInt(fields.NextWord().TrimEnd((byte)':'), out e.Vcpu);
            else if (fields.Name.SequenceEqual("vcpu_id"u8))
                hasVcpu = TextNumber.TryInt(fields.Value, out e.Vcpu);
            else if (fields.Name.SequenceEqual("hcall"u8) || fields.Name.SequenceEqual("req"u8))
                hasNumber = TryHcall(fields.Value, out e.Value);
        }
        return hasVcpu && hasNumber;
    }

    private static bool TryHcall(ReadOnlySpan<byte> value, out int number)
    {
        if (TextNumber.TryInt(value, out number))
            return true;
        if (value.Length > MaxName)
            return false;
        Span<char> name = stackalloc char[MaxName];
        return HcallNames.TryParse(name[..Encoding.Latin1.GetChars(value, name)], out number);
    }
}
