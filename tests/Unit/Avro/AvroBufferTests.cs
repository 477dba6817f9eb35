using GangExitStream.Schemas.Binary;
using GangExitStream.Schemas.Codecs;

namespace GangExitStream.Tests.Unit.Avro;

public sealed class AvroBufferTests
{
    [Fact]
    public void Records_follow_one_another()
    {
        using var buffer = new AvroBuffer();
        var first = AnExit("a");
        var second = AnExit(new string('b', 10_000)); // more than the buffer begins with
        Assert.Equal(AvroError.None, GangExitCodec.Encode(in first, buffer));
        var length = buffer.Length;
        Assert.Equal(AvroError.None, GangExitCodec.Encode(in second, buffer));

        Assert.Equal(first, Decode(buffer.Written[..length]));
        Assert.Equal(second, Decode(buffer.Written[length..]));
    }

    [Fact]
    public void A_record_without_room_is_an_error_and_leaves_what_was_there()
    {
        using var buffer = new AvroBuffer(maxBytes: 200);
        var small = AnExit("a");
        var large = AnExit(new string('b', 1000));
        Assert.Equal(AvroError.None, GangExitCodec.Encode(in small, buffer));
        var before = buffer.Written.ToArray();

        Assert.Equal(AvroErrorId.TooLarge, GangExitCodec.Encode(in large, buffer).Id);
        Assert.Equal(before, buffer.Written.ToArray());
    }

    private static GangExit AnExit(string host) => new() { Host = host, Source = "s", Tgid = 7, Trigger = "EXTERNAL", Sequence = 9 };

    private static GangExit Decode(ReadOnlySpan<byte> body)
    {
        Assert.Equal(AvroError.None, GangExitCodec.Decode(body, new Utf8StringCache(), out var item));
        return item;
    }
}
