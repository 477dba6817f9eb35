using System.Buffers.Binary;
using System.Text;

namespace GangExitStream.Tests.Shared;

/// <summary>Writes a small trace.dat by hand, in either version and byte order: what recordings made on one machine can't show.</summary>
internal sealed class TraceDatBuilder(int version, bool bigEndian) : IDisposable
{
    public const int PageBytes = 512;

    private readonly MemoryStream _file = new();
    private readonly List<(ushort Id, byte[] Data)> _options = [];

    public List<(string Name, string Clock, byte[][] CpuPages)> Buffers { get; } = [];

    public string Compression { get; init; } = "none";

    public string System { get; init; } = "kvm_hv";

    public TraceDatBuilder Option(ushort id, byte[] data)
    {
        _options.Add((id, data));
        return this;
    }

    public TraceDatBuilder Buffer(string name, string clock, params byte[][] cpuPages)
    {
        Buffers.Add((name, clock, cpuPages));
        return this;
    }

    public byte[] Number(ulong value, int bytes)
    {
        var eight = new byte[8];
        if (bigEndian)
            BinaryPrimitives.WriteUInt64BigEndian(eight, value << (64 - 8 * bytes));
        else
            BinaryPrimitives.WriteUInt64LittleEndian(eight, value);
        return eight[..bytes];
    }

    public byte[] Build()
    {
        Put([23, 8, 68]);
        Put("tracing"u8);
        Text(version == 6 ? "6" : "7");
        Put([(byte)(bigEndian ? 1 : 0), 8]);
        Put(Number(PageBytes, 4));
        if (version == 6)
            Build6();
        else
            Build7();
        return _file.ToArray();
    }

    public void Dispose() => _file.Dispose();

    private void Build6()
    {
        Put(HeaderInfo());
        Put(Number(0, 4)); // ftrace formats
        Put(Formats());
        Put(Number(0, 4)); // kallsyms
        Put(Number(0, 4)); // printk
        Put(Number(0, 8)); // command lines
        Put(Number((ulong)Buffers[0].CpuPages.Length, 4));
        Put("options  \0"u8);
        var tables = new List<long>();
        foreach (var (id, data) in _options)
            Put6(id, data);
        Put6(4, Encoding.ASCII.GetBytes($"[{Buffers[0].Clock}]\0"));
        for (var i = 1; i < Buffers.Count; i++)
        {
            tables.Add(_file.Position + 6);
            Put6(3, [.. new byte[8], .. Encoding.ASCII.GetBytes(Buffers[i].Name), 0]);
        }
        Put(Number(0, 2));
        var places = new List<long>();
        for (var i = 0; i < Buffers.Count; i++)
        {
            if (i > 0)
                Patch(tables[i - 1], Number((ulong)_file.Position, 8));
            Put("flyrecord\0"u8);
            places.Add(_file.Position);
            Put(new byte[16 * Buffers[i].CpuPages.Length]);
            var clock = Encoding.ASCII.GetBytes($"[{Buffers[i].Clock}]");
            Put(Number((ulong)clock.Length, 8));
            Put(clock);
        }
        for (var i = 0; i < Buffers.Count; i++)
        {
            foreach (var pages in Buffers[i].CpuPages)
            {
                Patch(places[i], [.. Number((ulong)_file.Position, 8), .. Number((ulong)pages.Length, 8)]);
                places[i] += 16;
                Put(pages);
            }
        }
    }

    private void Build7()
    {
        Text(Compression);
        Text("");
        var optionsAt = _file.Position;
        Put(new byte[8]);
        var options = new MemoryStream();
        Option7(options, 16, Number((ulong)Section(16, HeaderInfo()), 8));
        Option7(options, 18, Number((ulong)Section(18, Formats()), 8));
        foreach (var (id, data) in _options)
            Option7(options, id, data);
        foreach (var (name, clock, cpus) in Buffers)
        {
            var places = new MemoryStream();
            var section = Section(3, []);
            for (var cpu = 0; cpu < cpus.Length; cpu++)
            {
                places.Write([.. Number((ulong)cpu, 4), .. Number((ulong)_file.Position, 8), .. Number((ulong)cpus[cpu].Length, 8)]);
                Put(cpus[cpu]);
            }
            Option7(options, 3, [.. Number((ulong)section, 8), .. Encoding.ASCII.GetBytes($"{name}\0{clock}\0"), .. Number(PageBytes, 4), .. Number((ulong)cpus.Length, 4), .. places.ToArray()]);
        }
        Option7(options, 0, new byte[8]);
        Patch(optionsAt, Number((ulong)Section(0, options.ToArray()), 8));
    }

    private void Option7(MemoryStream options, ushort id, byte[] data) => options.Write([.. Number(id, 2), .. Number((ulong)data.Length, 4), .. data]);

    private void Put6(ushort id, byte[] data) => Put([.. Number(id, 2), .. Number((ulong)data.Length, 4), .. data]);

    private long Section(ushort id, byte[] data)
    {
        var at = _file.Position;
        Put([.. Number(id, 2), .. Number(0, 2), .. Number(0, 4), .. Number((ulong)data.Length, 8), .. data]);
        return at;
    }

    private byte[] HeaderInfo()
    {
        var page = Encoding.ASCII.GetBytes(RingBufferPage.HeaderPage);
        return [.. "header_page\0"u8, .. Number((ulong)page.Length, 8), .. page, .. "header_event\0"u8, .. Number(1, 8), 10];
    }

    private byte[] Formats()
    {
        var bytes = new MemoryStream();
        bytes.Write([.. Number(1, 4), .. Encoding.ASCII.GetBytes(System), 0, .. Number((ulong)RingBufferPage.Formats.Length, 4)]);
        foreach (var format in RingBufferPage.Formats)
            bytes.Write([.. Number((ulong)format.Length, 8), .. Encoding.ASCII.GetBytes(format)]);
        return bytes.ToArray();
    }

    private void Text(string text) => Put([.. Encoding.ASCII.GetBytes(text), 0]);

    private void Put(ReadOnlySpan<byte> bytes) => _file.Write(bytes);

    private void Patch(long at, ReadOnlySpan<byte> bytes)
    {
        var end = _file.Position;
        _file.Position = at;
        _file.Write(bytes);
        _file.Position = end;
    }
}
