using GangExitStream.Schemas.Binary;

namespace GangExitStream.Tests.Unit.Avro;

public sealed class AvroReaderTests
{
    [Theory]
    [InlineData("00", 0)]
    [InlineData("01", -1)]
    [InlineData("02", 1)]
    [InlineData("7f", -64)]
    [InlineData("8001", 64)]
    [InlineData("feffffffffffffffff01", long.MaxValue)]
    [InlineData("ffffffffffffffffff01", long.MinValue)]
    public void Longs_are_those_of_the_specification(string hex, long expected)
    {
        var reader = new AvroReader(Convert.FromHexString(hex));
        Assert.Equal(expected, reader.ReadLong());
        Assert.Equal(AvroError.None, reader.Finish());
    }

    [Theory]
    [InlineData("", AvroErrorId.Truncated)]
    [InlineData("80", AvroErrorId.Truncated)]
    [InlineData("ffffffffffffffffff", AvroErrorId.Truncated)]
    [InlineData("ffffffffffffffffff02", AvroErrorId.NumberTooLong)]
    [InlineData("8080808080808080808000", AvroErrorId.NumberTooLong)]
    public void An_invalid_long_is_refused(string hex, AvroErrorId expected)
    {
        var reader = new AvroReader(Convert.FromHexString(hex));
        Assert.Equal(0, reader.ReadLong());
        Assert.Equal(new AvroError(expected, 0), reader.Finish());
    }

    [Theory]
    [InlineData("feffffff0f", true)]
    [InlineData("ffffffff0f", true)]
    [InlineData("8080808010", false)]
    public void An_int_has_to_fit_32_bits(string hex, bool fits)
    {
        var reader = new AvroReader(Convert.FromHexString(hex));
        reader.ReadInt();
        Assert.Equal(fits ? AvroErrorId.None : AvroErrorId.OutOfRange, reader.Finish().Id);
    }

    [Theory]
    [InlineData("01", AvroErrorId.ForgedLength)] // -1
    [InlineData("04ff", AvroErrorId.Truncated)] // 2 of 1
    [InlineData("feffffffffffffffff01", AvroErrorId.Truncated)]
    [InlineData("02ff", AvroErrorId.BadUtf8)]
    [InlineData("04c080", AvroErrorId.BadUtf8)] // overlong NUL
    [InlineData("06eda080", AvroErrorId.BadUtf8)] // half of a surrogate pair
    public void An_invalid_string_is_refused(string hex, AvroErrorId expected)
    {
        var reader = new AvroReader(Convert.FromHexString(hex));
        reader.ReadString(new Utf8StringCache());
        Assert.Equal(expected, reader.Finish().Id);
    }

    [Theory]
    [InlineData("feffffffffffffffff01")] // the largest count
    [InlineData("ffffffffffffffffff0100")] // the smallest negative count, which has no positive
    [InlineData("01080000")] // -1 and a size beyond the end
    [InlineData("0600000000000000")] // 3 items of 4 bytes in 7
    public void A_count_that_the_bytes_left_cannot_hold_is_refused(string hex)
    {
        var reader = new AvroReader(Convert.FromHexString(hex));
        Assert.Equal(0, reader.ReadBlockCount(4));
        Assert.Equal(AvroErrorId.ForgedLength, reader.Finish().Id);
    }

    [Fact]
    public void The_first_error_is_reported()
    {
        var reader = new AvroReader([0x02, 0x05, 0x80]);
        reader.ReadLong();
        reader.ReadBoolean();
        reader.ReadLong();
        Assert.Equal(new AvroError(AvroErrorId.BadBoolean, 1), reader.Finish());
        Assert.StartsWith("AVRO-04 at byte 1: ", reader.Finish().ToString(), StringComparison.Ordinal);
    }
}
