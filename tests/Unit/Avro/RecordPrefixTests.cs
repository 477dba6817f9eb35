using GangExitStream.Schemas.Framing;

namespace GangExitStream.Tests.Unit.Avro;

public sealed class RecordPrefixTests
{
    [Fact]
    public void Single_object_encoding_has_its_fingerprint_little_endian() =>
        Assert.Equal("c3010807060504030201", Hex(RecordPrefix.SingleObject(0x0102030405060708)));

    [Theory]
    [InlineData(1, "0000000001")]
    [InlineData(0x01020304, "0001020304")]
    [InlineData(-1, "00ffffffff")]
    public void The_registrys_framing_has_its_id_big_endian(int id, string expected) =>
        Assert.Equal(expected, Hex(RecordPrefix.Confluent(id)));

    [Fact]
    public void A_prefix_reads_back()
    {
        foreach (var prefix in (RecordPrefix[])[RecordPrefix.SingleObject(ulong.MaxValue), RecordPrefix.Confluent(7), RecordPrefix.Confluent(-1)])
        {
            Assert.True(RecordPrefix.TryRead(Convert.FromHexString(Hex(prefix)), out var back));
            Assert.Equal(prefix, back);
        }
    }

    private static string Hex(RecordPrefix prefix)
    {
        Span<byte> bytes = stackalloc byte[RecordPrefix.MaxLength];
        return Convert.ToHexStringLower(bytes[..prefix.Write(bytes)]);
    }
}
