using CsCheck;
using GangExitStream.Tests.Shared;
using GangExitStream.Traces;
using GangExitStream.Traces.Formats;
using GangExitStream.Traces.Ordering;
using GangExitStream.Traces.Perf.Attributes;
using GangExitStream.Traces.Perf.Files;
using GangExitStream.Traces.Perf.Records;
using GangExitStream.Traces.Perf.Samples;

namespace GangExitStream.Tests.Property.Perf;

/// <summary>The short way to decode a sample, whatever its bytes: as the long way says, or not at all.</summary>
public sealed class FixedSampleProperties
{
    private static readonly byte[] Trace = File.ReadAllBytes(RepoFiles.Trace("samples/power8-smt4.perf.data"));

    private static readonly PerfFileHeader Header = PerfFileHeader.Read(Trace, new PerfBytes(BigEndian: false));

    private static readonly Gen<byte[]> Records = Gen.Select(Gen.Int[450, 1500], Gen.Int[0, 200], Gen.Byte, Gen.Int[0, 300]).Select(Mutated);

    [Fact]
    public void Fixed_places_give_the_event_that_a_full_look_gives()
    {
        var decoded = 0;
        Records.Sample(record =>
        {
            var session = Session();
            var (fast, slow) = (new EventBlock(), new EventBlock());
            if (new FixedSamples(session).Decode(record, fast) == 0)
                return;
            Interlocked.Increment(ref decoded);
            new SampleDecoder(session).Decode(record, 0, slow);
            Assert.Equal(slow.Whole.ToArray(), fast.Whole.ToArray());
            Assert.Equal(slow.LargestTime, fast.LargestTime);
        });
        Assert.True(decoded > 0, "no record was decoded the short way");
    }

    /// <summary>A record of the recording, one byte changed (its size aside), cut or as it is.</summary>
    private static byte[] Mutated(int number, int at, byte value, int length)
    {
        var rest = Trace.AsSpan((int)Header.Data.Offset);
        for (; number > 0; number--)
            rest = rest[SizeOf(rest)..];
        var record = rest[..SizeOf(rest)].ToArray();
        if (length < record.Length && length >= PerfRecordHeader.Bytes)
        {
            record = record[..length];
            record[6] = (byte)length;
        }
        if (at >= PerfRecordHeader.Bytes && at < record.Length)
            record[at] = value;
        return record;
    }

    private static int SizeOf(ReadOnlySpan<byte> record) => PerfRecordHeader.Read(record, Header.Order).Size;

    private static PerfSession Session()
    {
        var session = new PerfSession(Header.Order, TraceOptions.Default);
        new PerfFileOpener(new MemoryStream(Trace), Header, session).ReadAll();
        return session;
    }
}
