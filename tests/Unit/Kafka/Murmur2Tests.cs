using System.Globalization;
using System.Text;
using GangExitStream.Kafka;
using GangExitStream.Tests.Shared;

namespace GangExitStream.Tests.Unit.Kafka;

/// <summary>Compared with the output of Murmur2Partitions.java with Apache's kafka-clients 4.3.1.</summary>
public sealed class Murmur2Tests
{
    private static readonly string[] Lines = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Kafka", "murmur2-java.tsv"));

    public static TheoryData<string> JavaLines => [.. Lines];

    [Theory]
    [MemberData(nameof(JavaLines))]
    public void Partitions_are_those_of_Java(string line)
    {
        var columns = line.Split('\t');
        var key = Encoding.UTF8.GetBytes(columns[0]);
        Assert.Equal(columns[1], Murmur2.Hash(key).ToString("x", CultureInfo.InvariantCulture));
        var ours = columns.Skip(2).Select(c => int.Parse(c.Split(':')[0], CultureInfo.InvariantCulture)).Select(n => $"{n}:{Murmur2.Partition(key, n)}");
        Assert.Equal(columns.Skip(2), ours);
    }

    [Fact]
    public void Hashing_allocates_nothing()
    {
        var key = "host/12345"u8.ToArray();
        Assert.Equal(0, Allocations.Of(() => Murmur2.Partition(key, 12)));
    }
}
