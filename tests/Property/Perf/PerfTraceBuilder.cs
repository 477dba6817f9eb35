using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using GangExitStream.Traces.Perf.Attributes;

namespace GangExitStream.Tests.Property.Perf;

/// <summary>
/// Writes perf pipes as perf does, for what no recording here has: any sample_type, either byte order, records of any kind.
/// Written from the kernel's description of the format, independently of the decoder.
/// </summary>
internal sealed class PerfTraceBuilder(bool bigEndian)
{
    public const int GuestExitId = 1001;
    public const int RunCoreId = 1002;

    private readonly ArrayBufferWriter<byte> _bytes = new();

    private bool _isPipe;

    /// <summary>The bytes; a pipe ends with FINISHED_ROUND, as perf's do.</summary>
    public byte[] ToArray() => _isPipe ? [.. _bytes.WrittenSpan, .. Part(static p => p.FinishedRound())] : _bytes.WrittenSpan.ToArray();

    public static PerfTraceBuilder Pipe(bool bigEndian)
    {
        var builder = new PerfTraceBuilder(bigEndian) { _isPipe = true };
        return builder.Ascii(bigEndian ? "2ELIFREP" : "PERFILE2").U64(16);
    }

    public PerfTraceBuilder U8(byte value) => Raw([value]);

    public PerfTraceBuilder U16(ushort value)
    {
        Span<byte> bytes = stackalloc byte[2];
        if (bigEndian)
            BinaryPrimitives.WriteUInt16BigEndian(bytes, value);
        else
            BinaryPrimitives.WriteUInt16LittleEndian(bytes, value);
        return Raw(bytes);
    }

    public PerfTraceBuilder U32(uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        if (bigEndian)
            BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        else
            BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return Raw(bytes);
    }

    public PerfTraceBuilder U64(ulong value)
    {
        Span<byte> bytes = stackalloc byte[8];
        if (bigEndian)
            BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
        else
            BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        return Raw(bytes);
    }

    public PerfTraceBuilder Raw(ReadOnlySpan<byte> bytes)
    {
        _bytes.Write(bytes);
        return this;
    }

    public PerfTraceBuilder Record(uint type, Action<PerfTraceBuilder> content)
    {
        var body = Part(content);
        return U32(type).U16(0).U16((ushort)(body.Length + 8)).Raw(body);
    }

    /// <summary>HEADER_ATTR of a tracepoint.</summary>
    public PerfTraceBuilder Attr(ulong config, SampleType sampleType, ReadFormat readFormat, params ulong[] ids) => Record(64, r =>
    {
        r.U32(2).U32(128).U64(config).U64(1).U64((ulong)sampleType).U64((ulong)readFormat);
        r.Raw(bigEndian ? [0, 0, 0x20, 0, 0, 0, 0, 0] : [0, 0, 0x04, 0, 0, 0, 0, 0]); // sample_id_all
        r.Raw(new byte[128 - 48]);
        foreach (var id in ids)
            r.U64(id);
    });

    /// <summary>TRACING_DATA with the kernel's formats of both events.</summary>
    public PerfTraceBuilder Formats(string? guestExit = null, string? runCore = null)
    {
        var data = Part(p => p
            .Raw([23, 8, 68]).Ascii("tracing").Ascii("0.6\0").U8(bigEndian ? (byte)1 : (byte)0).U8(8).U32(4096)
            .Ascii("header_page\0").U64(3).Ascii("abc").Ascii("header_event\0").U64(0)
            .U32(1).U64(5).Ascii("name:")
            .U32(1).Ascii("kvm_hv\0").U32(2).Text(guestExit ?? GuestExitFormat).Text(runCore ?? RunCoreFormat)
            .U32(0).U32(0));
        Record(66, r => r.U32((uint)data.Length));
        return Raw(data).Raw(new byte[(8 - data.Length % 8) % 8]);
    }

    public PerfTraceBuilder FinishedRound() => Record(68, _ => { });

    /// <summary>A sample of any layout; what is in it besides the event is noise.</summary>
    public PerfTraceBuilder Sample(SampleType type, ReadFormat read, ulong id, KvmEvent e, int noise = 0) => Record(9, r =>
    {
        void If(SampleType field, Action<PerfTraceBuilder> write)
        {
            if (type.HasFlag(field))
                write(r);
        }
        If(SampleType.Identifier, x => x.U64(id));
        If(SampleType.Ip, x => x.U64(0xc000));
        If(SampleType.Tid, x => x.U32((uint)e.Tgid).U32((uint)e.Tid));
        If(SampleType.Time, x => x.U64((ulong)e.TimeNs));
        If(SampleType.Addr, x => x.U64(1));
        If(SampleType.Id, x => x.U64(id));
        If(SampleType.StreamId, x => x.U64(id));
        If(SampleType.Cpu, x => x.U32((uint)e.Cpu).U32(0));
        If(SampleType.Period, x => x.U64(1));
        If(SampleType.Read, x => x.ReadValues(read, noise));
        If(SampleType.Callchain, x => x.U64((ulong)noise).Raw(new byte[8 * noise]));
        If(SampleType.Raw, x => x.RawEvent(e));
        r.Raw(new byte[8 * noise]); // whatever stands behind RAW
    });

    private PerfTraceBuilder ReadValues(ReadFormat read, int noise)
    {
        var group = read.HasFlag(ReadFormat.Group);
        if (group)
            U64((ulong)noise);
        else
            U64(7);
        if (read.HasFlag(ReadFormat.TotalTimeEnabled))
            U64(8);
        if (read.HasFlag(ReadFormat.TotalTimeRunning))
            U64(9);
        var extra = (read.HasFlag(ReadFormat.Id) ? 1 : 0) + (read.HasFlag(ReadFormat.Lost) ? 1 : 0);
        return Raw(new byte[8 * (group ? noise * (1 + extra) : extra)]);
    }

    private PerfTraceBuilder RawEvent(KvmEvent e)
    {
        var body = Part(p =>
        {
            p.U16((ushort)(e.Kind == KvmEventKind.GuestExit ? GuestExitId : RunCoreId)).U8(0).U8(0).U32((uint)e.Tid);
            if (e.Kind == KvmEventKind.GuestExit)
                p.U32((uint)e.Vcpu).U32((uint)e.Trap).U64(e.Pc).U64(e.Msr).U8(e.Ceded).Raw([0, 0, 0]);
            else
                p.U32((uint)e.NRunnable).U32((uint)e.Vcpu).U32(e.Kind == KvmEventKind.Enter ? 0u : 1u).U32((uint)e.Tgid).U32(0);
        });
        return U32((uint)body.Length).Raw(body);
    }

    public byte[] Part(Action<PerfTraceBuilder> content)
    {
        var part = new PerfTraceBuilder(bigEndian);
        content(part);
        return part.ToArray();
    }

    private PerfTraceBuilder Text(string format) => U64((ulong)format.Length).Ascii(format);

    private PerfTraceBuilder Ascii(string text) => Raw(Encoding.ASCII.GetBytes(text));

    public const string GuestExitFormat =
        "name: kvm_guest_exit\nID: 1001\nformat:\n"
        + "\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;\n"
        + "\tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;\n\n"
        + "\tfield:int vcpu_id;\toffset:8;\tsize:4;\tsigned:1;\n"
        + "\tfield:int trap;\toffset:12;\tsize:4;\tsigned:1;\n"
        + "\tfield:unsigned long pc;\toffset:16;\tsize:8;\tsigned:0;\n"
        + "\tfield:unsigned long msr;\toffset:24;\tsize:8;\tsigned:0;\n"
        + "\tfield:u8 ceded;\toffset:32;\tsize:1;\tsigned:0;\n\nprint fmt: \"x\"\n";

    public const string RunCoreFormat =
        "name: kvmppc_run_core\nID: 1002\nformat:\n"
        + "\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;\n"
        + "\tfield:int n_runnable;\toffset:8;\tsize:4;\tsigned:1;\n"
        + "\tfield:int runner_vcpu;\toffset:12;\tsize:4;\tsigned:1;\n"
        + "\tfield:int where;\toffset:16;\tsize:4;\tsigned:1;\n"
        + "\tfield:pid_t tgid;\toffset:20;\tsize:4;\tsigned:1;\n\nprint fmt: \"x\"\n";
}
