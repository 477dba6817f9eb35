using System.Buffers.Binary;
using System.Text;

namespace GangExitStream.Simulation.PerfData;

/// <summary>
/// The tracing data of a perf.data: the formats of the two tracepoints and of the ring buffer in Linux 6.1 for ppc64le, as recorded in
/// samples/power8-smt4.perf.data. The layout follows perf's trace-event-info.c.
/// </summary>
internal static class TracepointFormats
{
    /// <summary>Id of kvm_hv:kvm_guest_exit.</summary>
    public const ushort GuestExitId = 1433;

    /// <summary>Id of kvm_hv:kvmppc_run_core.</summary>
    public const ushort RunCoreId = 1428;

    private const string Common =
        "\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;\n\tfield:unsigned char common_flags;\toffset:2;\tsize:1;\tsigned:0;\n"
        + "\tfield:unsigned char common_preempt_count;\toffset:3;\tsize:1;\tsigned:0;\n\tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;\n\n";

    private const string GuestExit = "name: kvm_guest_exit\nID: 1433\nformat:\n" + Common
        + "\tfield:int vcpu_id;\toffset:8;\tsize:4;\tsigned:1;\n\tfield:int trap;\toffset:12;\tsize:4;\tsigned:1;\n\tfield:unsigned long pc;\toffset:16;\tsize:8;\tsigned:0;\n"
        + "\tfield:unsigned long msr;\toffset:24;\tsize:8;\tsigned:0;\n\tfield:u8 ceded;\toffset:32;\tsize:1;\tsigned:0;\n\n"
        + "print fmt: \"VCPU %d: trap=0x%x pc=0x%lx msr=0x%lx, ceded=%d\", REC->vcpu_id, REC->trap, REC->pc, REC->msr, REC->ceded\n";

    private const string RunCore = "name: kvmppc_run_core\nID: 1428\nformat:\n" + Common
        + "\tfield:int n_runnable;\toffset:8;\tsize:4;\tsigned:1;\n\tfield:int runner_vcpu;\toffset:12;\tsize:4;\tsigned:1;\n\tfield:int where;\toffset:16;\tsize:4;\tsigned:1;\n"
        + "\tfield:pid_t tgid;\toffset:20;\tsize:4;\tsigned:1;\n\n"
        + "print fmt: \"%s runner_vcpu==%d runnable=%d tgid=%d\", REC->where ? \"Exit\" : \"Enter\", REC->runner_vcpu, REC->n_runnable, REC->tgid\n";

    private const string HeaderPage =
        "\tfield: u64 timestamp;\toffset:0;\tsize:8;\tsigned:0;\n\tfield: local_t commit;\toffset:8;\tsize:8;\tsigned:1;\n"
        + "\tfield: int overwrite;\toffset:8;\tsize:1;\tsigned:1;\n\tfield: char data;\toffset:16;\tsize:65520;\tsigned:0;\n";

    private const string HeaderEvent =
        "# compressed entry header\n\ttype_len    :    5 bits\n\ttime_delta  :   27 bits\n\tarray       :   32 bits\n\n"
        + "\tpadding     : type == 29\n\ttime_extend : type == 30\n\ttime_stamp : type == 31\n\tdata max type_len  == 28\n";

    /// <summary>The content of the tracing data section.</summary>
    public static byte[] Section()
    {
        using var bytes = new MemoryStream();
        bytes.Write([23, 8, 68]);
        bytes.Write("tracing0.6\0"u8);
        bytes.Write([0, 8]); // little-endian, longs of 8 bytes
        Number(bytes, 65_536); // page size
        bytes.Write("header_page\0"u8);
        Sized(bytes, HeaderPage);
        bytes.Write("header_event\0"u8);
        Sized(bytes, HeaderEvent);
        Number(bytes, 0); // events of ftrace itself
        Number(bytes, 1); // systems
        bytes.Write("kvm_hv\0"u8);
        Number(bytes, 2);
        Sized(bytes, GuestExit);
        Sized(bytes, RunCore);
        Number(bytes, 0); // kallsyms
        Number(bytes, 0); // printk formats
        bytes.Write(stackalloc byte[8]); // saved command lines
        return bytes.ToArray();
    }

    private static void Sized(MemoryStream bytes, string text)
    {
        Span<byte> size = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(size, text.Length);
        bytes.Write(size);
        bytes.Write(Encoding.ASCII.GetBytes(text));
    }

    private static void Number(MemoryStream bytes, int number)
    {
        Span<byte> four = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(four, number);
        bytes.Write(four);
    }
}
