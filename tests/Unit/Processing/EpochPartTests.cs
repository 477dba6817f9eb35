using System.Text;
using GangExitStream.Detection;
using GangExitStream.Processor.Epochs;
using GangExitStream.Schemas.Binary;

namespace GangExitStream.Tests.Unit.Processing;

public sealed class EpochPartTests : IDisposable
{
    private static readonly byte[] A = "host/1"u8.ToArray();
    private static readonly byte[] B = "host/2"u8.ToArray();

    private readonly Epoch _epoch = new();

    public void Dispose() => _epoch.Dispose();

    [Fact]
    public void Each_record_has_its_own_value_and_those_of_one_key_are_one_run()
    {
        Add(OutputTopic.GangExits, 0, A, "a1");
        Add(OutputTopic.GangExits, 0, A, "a2");
        Add(OutputTopic.GangExits, 0, B, "b");
        Add(OutputTopic.GangExits, 0, A, "");
        Assert.Equal(["GangExits 0 host/1 a1", "GangExits 0 host/1 a2", "GangExits 0 host/2 b", "GangExits 0 host/1 "], Texts());
        Assert.Equal([2, 4], _epoch.Part.EndsOf(0).ToArray());
        Assert.Equal(3, _epoch.Part.Runs.Length);
    }

    [Theory]
    [InlineData(OutputTopic.State, 1)]
    [InlineData(OutputTopic.Counts, 0)]
    public void The_same_key_elsewhere_is_another_run(OutputTopic topic, int inputPartition)
    {
        Add(OutputTopic.State, 0, A, "x");
        Add(topic, inputPartition, A, "y");
        Assert.Equal(["State 0 host/1 x", $"{topic} {inputPartition} host/1 y"], Texts());
    }

    [Fact]
    public void Tombstones_and_dead_letters_are_runs_of_their_own()
    {
        Add(OutputTopic.State, 0, A, "x");
        _epoch.AddTombstone(OutputTopic.State, 0, A, A);
        Add(OutputTopic.State, 0, A, "y");
        _epoch.AddDeadLetter(new DeadLetter("bad", 3, 7), B, "?"u8);
        _epoch.AddDeadLetter(new DeadLetter("bad", 3, 8), B, "!"u8);
        Assert.Equal(["State 0 host/1 x", "State 0 host/1 null", "State 0 host/1 y", "DeadLetters 3 host/2 ?", "DeadLetters 3 host/2 !"], Texts());
        Assert.Equal([7, 8], _epoch.Part.Records.Select(record => record.DeadLetter?.Offset).OfType<long>());
        Assert.Equal(2, _epoch.Counts.DeadLetters);
    }

    [Fact]
    public void Of_a_dead_letter_that_is_too_large_the_first_part_is_kept()
    {
        var value = new byte[3_000_000];
        _epoch.AddDeadLetter(new DeadLetter("bad", 3, 7), new byte[40_000], value);
        _epoch.AddDeadLetter(new DeadLetter("bad", 3, 8), B, value.AsSpan(0, DeadLetter.MaxValueBytes));
        var (cut, whole) = (_epoch.Part.Records.First(), _epoch.Part.Records.Last());
        Assert.Equal((DeadLetter.MaxKeyBytes, DeadLetter.MaxValueBytes), (cut.Key.Length, cut.ValueLength));
        // head -c 3000000 /dev/zero | sha256sum; the same of 40000
        Assert.Equal(new WholeBytes(3_000_000, "35bce4eae54ec8e6cc2868baa8d157914d6ae2858811b4cc0c078c94460fa26f"), cut.DeadLetter!.CutValue);
        Assert.Equal(new WholeBytes(40_000, "e7e2dcff542de95352682dc186432e98f0188084896773f1973276b0577d5305"), cut.DeadLetter.CutKey);
        Assert.Equal((DeadLetter.MaxValueBytes, null, null), (whole.ValueLength, whole.DeadLetter!.CutKey, whole.DeadLetter.CutValue));
    }

    [Fact]
    public void Records_of_earlier_parts_count_until_the_epoch_is_cleared()
    {
        Add(OutputTopic.GangExits, 0, A, "abc");
        using var first = _epoch.Exchange(new EpochPart());
        Add(OutputTopic.Counts, 0, A, "de");
        Assert.Equal((5, 2, 1, 1), (_epoch.Length, _epoch.RecordCount, _epoch.Counts.GangExits, _epoch.Counts.WindowCounts));
        Assert.Equal(["Counts 0 host/1 de"], Texts());
        _epoch.Clear();
        Assert.Equal((0, 0, true), (_epoch.Length, _epoch.RecordCount, _epoch.IsEmpty));
        Assert.Equal(1, first.Count);
    }

    private void Add(OutputTopic topic, int inputPartition, byte[] key, string value)
    {
        var writer = new AvroWriter(_epoch.Bytes);
        writer.WriteRaw(Encoding.UTF8.GetBytes(value));
        writer.Finish();
        _epoch.Add(topic, inputPartition, key, key);
    }

    private List<string> Texts() => [.. _epoch.Part.Records.Select(Text)];

    private string Text(OutputRecord record) =>
        $"{record.Topic} {record.InputPartition} {Encoding.UTF8.GetString(record.Key)} "
        + (record.ValueLength < 0 ? "null" : Encoding.UTF8.GetString(_epoch.Bytes.Written.Slice(record.ValueAt, record.ValueLength)));
}
