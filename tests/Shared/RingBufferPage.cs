using System.Buffers.Binary;

namespace GangExitStream.Tests.Shared;

/// <summary>A page of the kernel's ring buffer, written record by record.</summary>
internal sealed class RingBufferPage(bool bigEndian, ulong time)
{
    public const string HeaderPage = "\tfield: u64 timestamp;\toffset:0;\tsize:8;\tsigned:0;\n\tfield: local_t commit;\toffset:8;\tsize:8;\tsigned:1;\n"
        + "\tfield: int overwrite;\toffset:8;\tsize:1;\tsigned:1;\n\tfield: char data;\toffset:16;\tsize:496;\tsigned:0;\n";

    private const string Common = "\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;\n\tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;\n";

    private readonly List<byte> _data = [];
    private ulong _flags;
    private byte[] _behind = [];

    public static string[] Formats { get; } =
    [
        "name: kvm_guest_exit\nID: 11\nformat:\n" + Common + "\tfield:int vcpu_id;\toffset:8;\tsize:4;\tsigned:1;\n\tfield:int trap;\toffset:12;\tsize:4;\tsigned:1;\n"
            + "\tfield:unsigned long pc;\toffset:16;\tsize:8;\tsigned:0;\n\tfield:unsigned long msr;\toffset:24;\tsize:8;\tsigned:0;\n\tfield:u8 ceded;\toffset:32;\tsize:1;\tsigned:0;\n",
        "name: kvmppc_run_core\nID: 12\nformat:\n" + Common + "\tfield:int n_runnable;\toffset:8;\tsize:4;\tsigned:1;\n\tfield:int runner_vcpu;\toffset:12;\tsize:4;\tsigned:1;\n"
            + "\tfield:int where;\toffset:16;\tsize:4;\tsigned:1;\n\tfield:pid_t tgid;\toffset:20;\tsize:4;\tsigned:1;\n",
    ];

    public const string GuestEnterFormat = "name: kvm_guest_enter\nID: 13\nformat:\n" + Common + "\tfield:int vcpu_id;\toffset:8;\tsize:4;\tsigned:1;\n"
        + "\tfield:unsigned long pc;\toffset:16;\tsize:8;\tsigned:0;\n\tfield:unsigned long pending_exceptions;\toffset:24;\tsize:8;\tsigned:0;\n\tfield:u8 ceded;\toffset:32;\tsize:1;\tsigned:0;\n";

    public const string HcallEnterFormat = "name: kvm_hcall_enter\nID: 14\nformat:\n" + Common + "\tfield:int vcpu_id;\toffset:8;\tsize:4;\tsigned:1;\n"
        + "\tfield:unsigned long req;\toffset:16;\tsize:8;\tsigned:0;\n";

    public RingBufferPage Event(uint delta, byte[] raw) => Word((uint)raw.Length / 4, delta).Bytes(raw);

    /// <summary>A long event: its length, with that of the length itself, is in a word of its own.</summary>
    public RingBufferPage LongEvent(uint delta, byte[] raw) => Word(0, delta).U32((uint)raw.Length + 4).Bytes(raw);

    public RingBufferPage Discarded(uint delta, int bytes) => Word(29, delta).U32((uint)bytes).Bytes(new byte[bytes - 4]);

    public RingBufferPage Padding() => Word(29, 0).Bytes(new byte[12]);

    public RingBufferPage Extend(ulong delta) => Word(30, (uint)delta & ((1 << 27) - 1)).U32((uint)(delta >> 27));

    public RingBufferPage Stamp(ulong at) => Word(31, (uint)at & ((1 << 27) - 1)).U32((uint)(at >> 27));

    public RingBufferPage Bytes(byte[] bytes)
    {
        _data.AddRange(bytes);
        return this;
    }

    public RingBufferPage Word(uint type, uint delta) => U32(bigEndian ? (type << 27) | delta : type | (delta << 5));

    public RingBufferPage U32(uint value) => Bytes(Four(value));

    /// <summary>Events before the page were lost: how many, or null where the page doesn't say.</summary>
    public RingBufferPage Missed(long? count)
    {
        _flags = (1ul << 31) | (count is null ? 0 : 1ul << 30);
        _behind = count is null ? [] : Eight((ulong)count);
        return this;
    }

    public byte[] Exit(int tid, int vcpu, byte ceded) =>
        [.. Head(11), .. Four((uint)tid), .. Four((uint)vcpu), .. Four(0x500), .. Eight(0x1000), .. Eight(0x8000), ceded, 0, 0, 0];

    public byte[] RunCore(int tid, int runnable, int where, int tgid) =>
        [.. Head(12), .. Four((uint)tid), .. Four((uint)runnable), .. Four(0), .. Four((uint)where), .. Four((uint)tgid)];

    public byte[] GuestEnter(int tid, int vcpu) => [.. Head(13), .. Four((uint)tid), .. Four((uint)vcpu), .. Four(0), .. Eight(0x1000), .. Eight(0), 0, 0, 0, 0];

    public byte[] HcallEnter(int tid, int vcpu, ulong req) => [.. Head(14), .. Four((uint)tid), .. Four((uint)vcpu), .. Four(0), .. Eight(req)];

    public byte[] Build(int? committed = null)
    {
        var page = new byte[TraceDatBuilder.PageBytes];
        byte[] all = [.. Eight(time), .. Eight(_flags | (uint)(committed ?? _data.Count)), .. _data, .. _behind];
        all.CopyTo(page, 0);
        return page;
    }

    private byte[] Head(ushort id) => bigEndian ? [(byte)(id >> 8), (byte)id, 0, 0] : [(byte)id, (byte)(id >> 8), 0, 0];

    private byte[] Four(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, bigEndian ? BinaryPrimitives.ReverseEndianness(value) : value);
        return bytes;
    }

    private byte[] Eight(ulong value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, bigEndian ? BinaryPrimitives.ReverseEndianness(value) : value);
        return bytes;
    }
}
