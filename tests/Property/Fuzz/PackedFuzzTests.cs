using System.Globalization;
using System.IO.Compression;
using GangExitStream.Tests.Shared;
using ZstdSharp.Unsafe;

namespace GangExitStream.Tests.Property.Fuzz;

/// <summary>Damaged gzip and zstd files with check sums: the recording's events, all of them, or a finding.</summary>
public sealed class PackedFuzzTests
{
    [Theory]
    [InlineData("tiny.perf.data")]
    [InlineData("tiny.ftrace.txt")]
    public void A_mutant_of_a_gzip_file_has_all_events_or_a_finding(string name)
    {
        var original = File.ReadAllBytes(RepoFiles.Trace(name));
        using var packed = new MemoryStream();
        using (var packing = new GZipStream(packed, CompressionLevel.Optimal))
            packing.Write(original);
        Check(name, original, packed.ToArray());
    }

    [Theory]
    [InlineData("tiny.perf.data")]
    [InlineData("tiny.ftrace.txt")]
    public void A_mutant_of_a_zstd_file_has_all_events_or_a_finding(string name)
    {
        var original = File.ReadAllBytes(RepoFiles.Trace(name));
        using var packing = new ZstdSharp.Compressor();
        packing.SetParameter(ZSTD_cParameter.ZSTD_c_checksumFlag, 1);
        Check(name, original, packing.Wrap(original).ToArray());
    }

    private static void Check(string name, byte[] original, byte[] packed)
    {
        var events = TraceReading.ReadAll(original).Events;
        for (var seed = 0; seed < FuzzTests.Mutants() / 40; seed++)
        {
            var parts = TraceReading.ReadParts(Mutation.Mutate(packed, seed));
            var (read, damage) = (parts.SelectMany(static part => part.Events).ToList(), parts[^1].Summary.DamageCount);
            Assert.True(damage > 0 || read.SequenceEqual(events), string.Create(CultureInfo.InvariantCulture, $"{name}, seed {seed}: {read.Count} of {events.Count} events, and nothing is said"));
        }
    }
}
