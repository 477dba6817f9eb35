using System.Text;
using GangExitStream.Schemas.Records;
using GangExitStream.Tests.Driver;

namespace GangExitStream.Tests.Unit.Processing;

public sealed class DeadLetterTests
{
    private const long Limit = 4_000_000_000_000_000_000;
    private static readonly KvmEvent[] Events = [KvmEvent.Enter(1, 0, 287, 289, 0, 4), KvmEvent.Exit(2, 0, 287, 289, 0, 4)];
    private static readonly byte[] Key = "h/287"u8.ToArray();
    private static readonly KvmHvEventBatch Batch = InputLog.BatchOf(0, Events);

    public static TheoryData<string, byte[]?, byte[]?, string> Bad { get; } = new()
    {
        { "null", Key, null, "CONTRACT-01" },
        { "garbage", Key, [1, 2, 3, 4], "AVRO" },
        { "empty", Key, [], "AVRO" },
        { "truncated", Key, InputLog.Encode(Batch, Events)[..^3], "AVRO" },
        { "unknown fingerprint", Key, [0xc3, 1, 9, 9, 9, 9, 9, 9, 9, 9, 0], "fingerprint" },
        { "negative sequence", Key, InputLog.Encode(Batch with { FirstSequence = -1 }, Events), "CONTRACT-02" },
        { "endless sequence", Key, InputLog.Encode(Batch with { FirstSequence = long.MaxValue }, Events), "CONTRACT-02" },
        { "another VM's key", "h/288"u8.ToArray(), InputLog.Encode(Batch, Events), "CONTRACT-03" },
        { "no key", null, InputLog.Encode(Batch, Events), "CONTRACT-03" },
        { "a slash", "a/b/287"u8.ToArray(), InputLog.Encode(Batch with { Host = "a/b" }, Events), "CONTRACT-04" },
        { "no host", "/287"u8.ToArray(), InputLog.Encode(Batch with { Host = "" }, Events), "CONTRACT-04" },
        { "endless source", Key, InputLog.Encode(Batch with { Source = new string('s', 70_000) }, Events), "CONTRACT-04" },
        { "time at the end", Key, InputLog.Encode(Batch with { BaseTimeNs = long.MaxValue - 9 }, []), "CONTRACT-05" },
        { "an event's time too late", Key, InputLog.Encode(Batch, [Events[0], EnterAt(Limit)]), "CONTRACT-05" },
        { "an event's time far too late", Key, InputLog.Encode(Batch, [EnterAt(long.MaxValue), Events[0]]), "CONTRACT-05" },
        { "an event's time too early", Key, InputLog.Encode(Batch, [Events[0], EnterAt(-Limit)]), "CONTRACT-05" },
        { "an event's time far too early", Key, InputLog.Encode(Batch, [EnterAt(long.MinValue + 1), Events[0]]), "CONTRACT-05" },
        { "wall clock too far", Key, InputLog.Encode(Batch with { WallClockOffsetNs = long.MinValue }, Events), "CONTRACT-05" },
    };

    [Theory]
    [InlineData(Limit - 1)]
    [InlineData(1 - Limit)]
    public async Task A_time_within_the_limits_is_no_dead_letter(long time)
    {
        var committed = await GraphDriver.RunAsync(new InputLog().Add(Batch, [EnterAt(time)]));
        Assert.Empty(committed.DeadLetters);
        Assert.Equal(1, committed.Offsets[0]);
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task A_record_that_cannot_be_processed_is_a_dead_letter_and_the_partition_continues(string name, byte[]? key, byte[]? value, string reason)
    {
        var log = new InputLog().Add(Batch, []).AddRaw(key, value).Add(Batch, Events);
        var committed = await GraphDriver.RunAsync(log);
        var letter = Assert.Single(committed.DeadLetters);
        Assert.Contains(reason, letter.DeadLetter!.Reason, StringComparison.OrdinalIgnoreCase);
        Assert.True(letter.DeadLetter.Reason.Length < 500, name);
        Assert.Equal((0, 1L), (letter.DeadLetter.Partition, letter.DeadLetter.Offset));
        Assert.Equal(value ?? [], letter.Value);
        Assert.Equal(Encoding.UTF8.GetString(key ?? []), letter.Key);
        Assert.Equal(3, committed.Offsets[0]);
        Assert.Equal(1, committed.Total.Runs);
    }

    private static KvmEvent EnterAt(long time) => KvmEvent.Enter(time, 0, 287, 289, 0, 4);
}
