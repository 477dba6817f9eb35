namespace GangExitStream.Traces.Text.Fields;

/// <summary>
/// The text of a kvmppc_run_core: <c>Enter runner_vcpu==0 runnable=4 tgid=188</c> as the kernel prints it, or <c>name=value</c> fields as probes do.
/// </summary>
internal static class RunCoreText
{
    [Flags]
    private enum Seen
    {
        None = 0,
        Where = 1,
        Runner = 2,
        Runnable = 4,
        Tgid = 8,
        All = Where | Runner | Runnable | Tgid,
    }

    /// <summary>Sets the fields from the event's text. False: a field is missing or not a number.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, ref KvmEvent e)
    {
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
        if (name.SequenceEqual("Enter"u8))
            return Where(KvmEventKind.Enter, ref e, ref seen);
        if (name.SequenceEqual("Exit"u8))
            return Where(KvmEventKind.Exit, ref e, ref seen);
        if (name.SequenceEqual("where"u8))
            return TextNumber.TryInt(fields.Value, out var where) && where is 0 or 1 && Where(KvmEventKind.Enter + (byte)where, ref e, ref seen);
        if (name.SequenceEqual("runner_vcpu"u8))
            return TryInt(fields.Value, Seen.Runner, out e.Vcpu, ref seen);
        if (name.SequenceEqual("runnable"u8) || name.SequenceEqual("n_runnable"u8))
            return TryInt(fields.Value, Seen.Runnable, out e.Value, ref seen);
        return !name.SequenceEqual("tgid"u8) || TryInt(fields.Value, Seen.Tgid, out e.Tgid, ref seen);
    }

    private static bool Where(KvmEventKind kind, ref KvmEvent e, ref Seen seen)
    {
        e.Kind = kind;
        seen |= Seen.Where;
        return true;
    }

    private static bool TryInt(ReadOnlySpan<byte> value, Seen field, out int number, ref Seen seen)
    {
        seen |= field;
        return TextNumber.TryInt(value, out number);
    }
}
