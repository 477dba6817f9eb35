using System.Text.Json;
using GangExitStream.Schemas.Binary;
using GangExitStream.Schemas.Codecs;
using GangExitStream.Schemas.Framing;
using GangExitStream.Schemas.Records;
using GangExitStream.Schemas.Resolution;

namespace GangExitStream.Tests.Unit.Avro;

/// <summary>Records written by the Avro library of another language with this project's .avsc; tests/foreign/make-batches.py creates them.</summary>
public sealed class ForeignBatchTests
{
    [Theory]
    [InlineData("plain", 200)]
    [InlineData("registers", 40)]
    [InlineData("end-of-source", 0)]
    [InlineData("plain", 200, ".v2")]
    [InlineData("registers", 40, ".v2")]
    [InlineData("end-of-source", 0, ".v2")]
    [InlineData("plain", 200, ".v1")]
    [InlineData("registers", 40, ".v1")]
    [InlineData("end-of-source", 0, ".v1")]
    public void Our_codec_finds_the_values_that_python_wrote(string name, int events, string version = "")
    {
        var record = File.ReadAllBytes(Repository.Path("tests", "traces-avro", name + version + ".bin"));
        using var expected = JsonDocument.Parse(File.ReadAllText(Repository.Path("tests", "traces-avro", name + ".json")));
        var found = new KvmEventBuffer();

        Assert.Equal(AvroError.None, new EventBatchReader(new ReleasedSchemas()).Read(record, found, out var batch));

        Assert.Equal(HeaderOf(expected.RootElement) with { Vm = version == ".v1" ? null : expected.RootElement.GetProperty("vm").GetString() }, batch);
        Assert.Equal(events, found.Count);
        Assert.Equal(version.Length == 0 && events > 0 ? expected.RootElement.GetProperty("events").EnumerateArray().Select(GuestNsOf) : [], found.GuestNs.ToArray());
        Assert.Equal(expected.RootElement.GetProperty("events").EnumerateArray().Select(item => EventOf(item, batch)), found.Events.ToArray());
    }

    [Theory]
    [InlineData("plain", false)]
    [InlineData("registers", true)]
    [InlineData("plain.v2", false)]
    [InlineData("registers.v2", true)]
    public void We_write_the_bytes_that_python_wrote(string name, bool registers)
    {
        var record = File.ReadAllBytes(Repository.Path("tests", "traces-avro", name + ".bin"));
        var found = new KvmEventBuffer();
        Assert.Equal(AvroError.None, new EventBatchReader().Read(record, found, out var batch));

        using var buffer = new AvroBuffer();
        buffer.Append(RecordPrefix.SingleObject(KvmHvEventBatchCodec.SchemaOf(found.GuestNs)));
        Assert.Equal(AvroError.None, KvmHvEventBatchCodec.Encode(batch, found.Events, found.GuestNs, registers, buffer));
        Assert.Equal(record, buffer.Written.ToArray());
    }

    private static KvmHvEventBatch HeaderOf(JsonElement json) => new()
    {
        Host = json.GetProperty("host").GetString()!,
        Source = json.GetProperty("source").GetString()!,
        Tgid = Int(json, "tgid"),
        FirstSequence = Long(json, "first_sequence"),
        BaseTimeNs = Long(json, "base_time_ns"),
        WallClockOffsetNs = json.GetProperty("wall_clock_offset_ns") is { ValueKind: JsonValueKind.Number } offset ? offset.GetInt64() : null,
        EndOfSource = json.GetProperty("end_of_source").GetBoolean(),
    };

    private static KvmEvent EventOf(JsonElement item, KvmHvEventBatch batch)
    {
        var time = batch.BaseTimeNs + Long(item, "time_offset_ns");
        if (item.TryGetProperty("lost", out var lost))
            return KvmEvent.Lost(time, Int(item, "cpu"), lost.GetInt64());
        if (item.TryGetProperty("trap", out var trap))
            return GuestExitOf(item, batch.Tgid, time, trap.GetInt32());
        return item.GetProperty("where").GetString() == "Enter"
            ? KvmEvent.Enter(time, Int(item, "cpu"), batch.Tgid, Int(item, "tid"), Int(item, "runner_vcpu"), Int(item, "n_runnable"))
            : KvmEvent.Exit(time, Int(item, "cpu"), batch.Tgid, Int(item, "tid"), Int(item, "runner_vcpu"), Int(item, "n_runnable"));
    }

    private static long GuestNsOf(JsonElement item) =>
        item.TryGetProperty("guest_ns", out var ns) && ns.ValueKind == JsonValueKind.Number ? ns.GetInt64() : KvmEvent.Unknown;

    private static KvmEvent GuestExitOf(JsonElement item, int tgid, long time, int trap)
    {
        var registers = item.GetProperty("registers");
        var (pc, msr) = registers.ValueKind == JsonValueKind.Null ? (0, 0) : (Long(registers, "pc"), Long(registers, "msr"));
        return KvmEvent.GuestExit(
            time, Int(item, "cpu"), tgid, Int(item, "tid"), Int(item, "vcpu_id"), trap, (byte)Int(item, "ceded"), (ulong)pc, (ulong)msr);
    }

    private static int Int(JsonElement json, string name) => json.GetProperty(name).GetInt32();

    private static long Long(JsonElement json, string name) => json.GetProperty(name).GetInt64();
}
