using System.Buffers.Binary;
using System.Text;

namespace GangExitStream.Simulation.PerfData;

/// <summary>The end of the file, after the data: a table of feature sections, then the sections, in the order of their bits.</summary>
internal static class FeatureSections
{
    private const int TracingData = 1;
    private const int HostName = 3;
    private const int OsRelease = 4;
    private const int Arch = 6;
    private const int CpuDescription = 8;
    private const int ClockId = 23;
    private const int ClockData = 29;
    private const int TableEntryBytes = 16;

    /// <summary>The feature bits of the header.</summary>
    public const ulong Bits = (1UL << TracingData) | (1UL << HostName) | (1UL << OsRelease) | (1UL << Arch) | (1UL << CpuDescription) | (1UL << ClockId) | (1UL << ClockData);

    /// <summary>Table and sections, to be written at offset <paramref name="at"/> of the file.</summary>
    public static byte[] Of(string host, bool isPower9, long at)
    {
        byte[][] sections =
        [
            TracepointFormats.Section(), Text(host), Text("6.1.0-simulated"), Text("ppc64le"),
            Text(isPower9 ? "POWER9 (simulated), altivec supported" : "POWER8 (simulated), altivec supported"), Numbers(1), Clocks(),
        ];
        using var bytes = new MemoryStream();
        var sectionAt = at + (sections.Length * TableEntryBytes);
        foreach (var section in sections)
        {
            bytes.Write(Numbers(sectionAt, section.Length));
            sectionAt += section.Length;
        }
        foreach (var section in sections)
            bytes.Write(section);
        return bytes.ToArray();
    }

    // u32 length, then the text with its NUL, padded to 64 bytes as perf does
    private static byte[] Text(string text)
    {
        var padded = (text.Length + 1 + 63) / 64 * 64;
        var bytes = new byte[4 + padded];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, padded);
        Encoding.ASCII.GetBytes(text, bytes.AsSpan(4));
        return bytes;
    }

    // CLOCK_DATA: u32 version, u32 clockid, u64 wall clock ns, u64 clockid time ns
    private static byte[] Clocks()
    {
        var bytes = new byte[24];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, 1);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), 1); // CLOCK_MONOTONIC
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8), SimulatedHost.StartNs + SimulatedHost.WallOffsetNs);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(16), SimulatedHost.StartNs);
        return bytes;
    }

    private static byte[] Numbers(params ReadOnlySpan<long> numbers)
    {
        var bytes = new byte[8 * numbers.Length];
        for (var i = 0; i < numbers.Length; i++)
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8 * i), numbers[i]);
        return bytes;
    }
}
