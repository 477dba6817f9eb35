using CsCheck;
using GangExitStream.Schemas.Binary;
using GangExitStream.Schemas.Records;
using GangExitStream.Schemas.Resolution;

namespace GangExitStream.Tests.Property.Avro;

public sealed class BadBytesProperties
{
    // What a decoder may allocate for bytes of this length, whatever they claim: it holds a fresh event buffer and cache.
    private const int FixedBytes = 64 * 1024;
    private const int BytesPerByte = 64;

    public static TheoryData<string> Names => Codecs.Names;

    [Theory, MemberData(nameof(Names))]
    public void Every_prefix_is_an_error_and_not_an_exception(string name)
    {
        var ours = Ours(name);
        Records(ours).Sample(bytes =>
        {
            for (var length = 0; length < bytes.Length; length++)
                Assert.True(Codecs.Decode(ours, bytes[..length]).Error.Failed);
        }, iter: 30);
    }

    [Theory, MemberData(nameof(Names))]
    public void Bytes_after_the_end_are_an_error(string name) =>
        Records(Ours(name)).Sample(
            bytes => Assert.Equal(AvroErrorId.TrailingBytes, Codecs.Decode(Ours(name), [.. bytes, 0]).Error.Id), iter: 30);

    [Theory, MemberData(nameof(Names))]
    public void Changed_bytes_never_throw_and_never_take_memory_that_they_only_claim(string name)
    {
        var ours = Ours(name);
        Records(ours).Sample(bytes => _ = Codecs.Decode(ours, bytes), iter: 500); // the codec's tables are made once (EventShape: 512 KB)
        Gen.Select(Records(ours), Mutations).Sample((bytes, mutations) =>
        {
            Mutate(bytes, mutations);
            var before = GC.GetAllocatedBytesForCurrentThread();
            _ = Codecs.Decode(ours, bytes);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, FixedBytes + (BytesPerByte * bytes.Length));
        }, iter: 5000);
    }

    [Theory, MemberData(nameof(Names))]
    public void Changed_bytes_of_another_schema_version_do_neither(string name)
    {
        const long ApacheBytesPerByte = 4000;
        var ours = Ours(name);
        var newer = ApacheAvro.Parse(OtherVersions.Newer(ours));
        var unwrapper = new RecordUnwrapper(ours, new OtherVersions(newer));
        _ = unwrapper.Unwrap([.. OtherVersions.PrefixOf(newer)], out _); // parse the schemas before we count
        Gen.Select(AvroGen.Record(newer).Select(ApacheAvro.Write), Mutations).Sample((bytes, mutations) =>
        {
            Mutate(bytes, mutations);
            byte[] record = [.. OtherVersions.PrefixOf(newer), .. bytes];
            var before = GC.GetAllocatedBytesForCurrentThread();
            _ = unwrapper.Unwrap(record, out _);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000 + (ApacheBytesPerByte * bytes.Length));
        }, iter: 500, threads: 1);
    }

    private static Gen<(int Place, byte Value)[]> Mutations { get; } =
        Gen.Select(Gen.Int[0, int.MaxValue], Gen.OneOf(Gen.Byte, Gen.OneOf<byte>(0xff, 0x80, 0x7f, 0))).Array[1, 12];

    private static void Mutate(byte[] bytes, (int Place, byte Value)[] mutations)
    {
        foreach (var (place, value) in mutations)
            bytes[place % bytes.Length] = value;
    }

    private static RecordSchema Ours(string name) => Codecs.SchemaOf(name);

    private static Gen<byte[]> Records(RecordSchema ours) =>
        AvroGen.Record(ApacheAvro.Parse(ours.ReadText())).Select(ApacheAvro.Write);
}
