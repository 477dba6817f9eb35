using System.Runtime.CompilerServices;

namespace GangExitStream.Traces.Formats;

/// <summary>Decodes a sample's raw bytes into an event. One decoder per event format; it looks up the field offsets by name once.</summary>
internal sealed class EventDecoder
{
    /// <summary>u16 common_type, u8 flags, u8 preempt_count, s32 common_pid.</summary>
    private const int CommonBytes = 8;

    /// <summary>Offset of common_pid, the thread's id in the host's own PID namespace.</summary>
    public const int CommonPid = 4;

    private readonly KvmEventKind _kind; // Enter stands for both kinds of run_core, Blocked for both of vcore_blocked
    private readonly bool _isRunCore;
    private readonly bool _isBlocked;
    private readonly bool _isUsual; // all fields have the sizes of every kernel so far, so they are read without a test of each size
    private readonly EventField _vcpu;
    private readonly EventField _value;
    private readonly EventField _flag;
    private readonly EventField _tgid;
    private readonly EventField _pc;
    private readonly EventField _msr;

    private EventDecoder(KvmEventKind kind, EventField vcpu, EventField value, EventField flag, EventField tgid, EventField pc, EventField msr)
    {
        (_kind, _isRunCore, _isBlocked) = (kind, kind == KvmEventKind.Enter, kind == KvmEventKind.Blocked);
        (_vcpu, _value, _flag, _tgid, _pc, _msr) = (vcpu, value, flag, tgid, pc, msr);
        _isUsual = !IsEntry && vcpu.Size == 4 && value.Size == 4 && (_isRunCore ? flag.Size == 4 && tgid.Size == 4 : flag.Size == 1 && pc.Size == 8 && msr.Size == 8);
        MinBytes = Math.Max(CommonBytes, new[] { vcpu, value, flag, tgid, pc, msr }.Max(field => field.End));
    }

    /// <summary>The event is kvm_guest_enter, kvm_hcall_enter or kvmppc_vcore_blocked, which are optional.</summary>
    public bool IsEntry => _kind > KvmEventKind.Lost;

    /// <summary>Fewest raw bytes of a valid sample.</summary>
    public int MinBytes { get; }

    /// <summary>The offsets of the fields; null when a field does not have its usual size.</summary>
    public UsualFields? Usual => _isUsual
        ? new UsualFields(_isRunCore, MinBytes, _vcpu.Offset, _value.Offset, _flag.Offset, _tgid.Offset, _pc.Offset, _msr.Offset)
        : null;

    /// <summary>Creates the decoder of a wanted event. Null: another event, or its format lacks a needed field.</summary>
    /// <param name="format">The event's format.</param>
    /// <param name="withEntries">Decodes the optional events, too, if they have the needed fields.</param>
    /// <param name="problem">What the format of a wanted event lacks; null: nothing.</param>
    public static EventDecoder? Of(EventFormat format, bool withEntries, out string? problem)
    {
        problem = null;
        return format.Name switch
        {
            "kvm_guest_exit" => GuestExit(format, out problem),
            "kvmppc_run_core" => RunCore(KvmEventKind.Enter, format, out problem),
            "kvm_guest_enter" when withEntries => Entry(KvmEventKind.GuestEnter, format.Find("vcpu_id"), default(EventField)),
            "kvm_hcall_enter" when withEntries => Entry(KvmEventKind.Hcall, format.Find("vcpu_id"), format.Find("req")),
            "kvmppc_vcore_blocked" when withEntries => RunCore(KvmEventKind.Blocked, format, out _),
            _ => null,
        };
    }

    /// <summary>
    /// Sets the fields that the raw bytes have. The caller sets time, CPU, thread and, for a guest exit, process from the sample's header. Both
    /// together must set every field, because <paramref name="e"/> may hold an older event.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Decode(CheckedBytes raw, ref KvmEvent e)
    {
        if (!_isUsual)
            DecodeAny(raw, ref e);
        else if (_isRunCore)
            DecodeRunCore(raw, ref e);
        else
            DecodeGuestExit(raw, ref e);
    }

    private void DecodeGuestExit(CheckedBytes raw, ref KvmEvent e)
    {
        e.Kind = KvmEventKind.GuestExit;
        e.Ceded = raw.U8(_flag.Offset);
        e.Vcpu = (int)raw.U32(_vcpu.Offset);
        e.Value = (int)raw.U32(_value.Offset);
        e.Pc = raw.U64(_pc.Offset);
        e.Msr = raw.U64(_msr.Offset);
    }

    private void DecodeRunCore(CheckedBytes raw, ref KvmEvent e)
    {
        e.Kind = raw.U32(_flag.Offset) == 0 ? KvmEventKind.Enter : KvmEventKind.Exit;
        (e.Ceded, e.Pc, e.Msr) = (0, 0, 0);
        e.Vcpu = (int)raw.U32(_vcpu.Offset);
        e.Value = (int)raw.U32(_value.Offset);
        e.Tgid = (int)raw.U32(_tgid.Offset);
    }

    private void DecodeAny(CheckedBytes raw, ref KvmEvent e)
    {
        e.Vcpu = (int)_vcpu.Read(raw);
        e.Value = (int)_value.Read(raw);
        e.Pc = (ulong)_pc.Read(raw);
        e.Msr = (ulong)_msr.Read(raw);
        var flag = _flag.Read(raw);
        if (_isRunCore || _isBlocked)
        {
            (e.Kind, e.Ceded) = (_kind + (byte)(flag == 0 ? 0 : 1), 0);
            e.Tgid = (int)_tgid.Read(raw);
        }
        else if (IsEntry)
        {
            (e.Kind, e.Ceded) = (_kind, 0);
        }
        else
        {
            e.Kind = KvmEventKind.GuestExit;
            e.Ceded = (byte)flag;
        }
    }

    // Older kernels named trap "reason" and pc "nip". One fork has neither pc nor msr, which no count needs.
    private static EventDecoder? GuestExit(EventFormat format, out string? problem)
    {
        var vcpu = format.Find("vcpu_id");
        var trap = format.Find("trap", "reason");
        var ceded = format.Find("ceded");
        problem = Missing((vcpu, "vcpu_id"), (trap, "trap"), (ceded, "ceded"));
        return problem is null
            ? new EventDecoder(KvmEventKind.GuestExit, vcpu!.Value, trap!.Value, ceded!.Value, default, format.Find("pc", "nip") ?? default, format.Find("msr") ?? default)
            : null;
    }

    // kvmppc_vcore_blocked has the same fields.
    private static EventDecoder? RunCore(KvmEventKind kind, EventFormat format, out string? problem)
    {
        var runnable = format.Find("n_runnable");
        var runner = format.Find("runner_vcpu");
        var where = format.Find("where");
        var tgid = format.Find("tgid");
        problem = Missing((runnable, "n_runnable"), (runner, "runner_vcpu"), (where, "where"), (tgid, "tgid"));
        return problem is null
            ? new EventDecoder(kind, runner!.Value, runnable!.Value, where!.Value, tgid!.Value, default, default)
            : null;
    }

    private static EventDecoder? Entry(KvmEventKind kind, EventField? vcpu, EventField? number) =>
        vcpu is { } place && number is { } value && Missing((place, "")) is null && value.Size is 0 or 4 or 8
            ? new EventDecoder(kind, place, value, default, default, default, default)
            : null;

    private static string? Missing(params ReadOnlySpan<(EventField? Field, string Name)> needed)
    {
        foreach (var (field, name) in needed)
        {
            if (field is null)
                return $"its format has no field {name}";
            if (field.Value.Size is not (1 or 2 or 4 or 8))
                return $"its field {name} has {field.Value.Size} bytes";
        }
        return null;
    }
}
