using GangExitStream.Kafka;
using GangExitStream.Schemas.Binary;
using GangExitStream.Schemas.Codecs;
using GangExitStream.Schemas.Records;
using GangExitStream.Schemas.Resolution;
using GangExitStream.Schemas.State;

namespace GangExitStream.Tests.Integration;

/// <summary>The partition records (key //0) of a changelog, epoch by epoch.</summary>
internal static class PartitionRecords
{
    public static List<DetectorState> Read(KafkaOptions kafka, string group)
    {
        var records = new List<DetectorState>();
        foreach (var record in TopicReader.ReadAll(kafka, kafka.Topics.State(group)).Where(static record => record.Message.Key.AsSpan().SequenceEqual("//0"u8)))
        {
            Assert.False(new RecordUnwrapper(RecordSchema.DetectorState).Unwrap(record.Message.Value, out var body).Failed);
            Assert.False(DetectorStateCodec.Decode(body, new Utf8StringCache(), out var state).Failed);
            records.Add(state);
        }
        return records;
    }
}
