using System.Text;
using GangExitStream.Tests.Shared;
using GangExitStream.Traces;

namespace GangExitStream.Tests.Unit.Text;

/// <summary>Holes in texts: zero bytes, as incomplete copies and file systems after a power loss have them.</summary>
public sealed class ZeroBytesTests
{
    private static readonly byte[] Whole = Lines("power8-smt4.perf-script.txt", 400_000);

    /// <summary>The line before a hole and the one behind it must not become one event.</summary>
    [Fact]
    public void A_hole_is_said_and_no_event_is_made_of_its_edges()
    {
        var all = TraceReading.ReadAll(Whole).Events.ToHashSet();
        var random = new Random(5);
        for (var i = 0; i < 300; i++)
        {
            var text = Whole.ToArray();
            var at = random.Next(text.Length - 8192);
            var length = random.Next(1, 8192);
            text.AsSpan(at, length).Clear();
            var read = TraceReading.ReadAll(text);
            Assert.Contains(read.Summary.Damage, static damage => damage.Id is TraceDamageId.Zeros);
            Assert.All(read.Events, e => Assert.Contains(e, all));
        }
    }

    [Theory]
    [InlineData(4)]
    [InlineData(8192)]
    [InlineData(1_000_000)]
    public void Zeros_before_the_text_are_skipped_and_said(int zeros)
    {
        var whole = TraceReading.ReadAll(Whole);
        var read = TraceReading.ReadAll([.. new byte[zeros], .. Whole]);
        Assert.Equal(whole.Events, read.Events);
        var damage = Assert.Single(read.Summary.Damage);
        Assert.Equal(TraceDamageId.Zeros, damage.Id);
        Assert.Contains("copytruncate", damage.Message, StringComparison.Ordinal);
        Assert.Equal(zeros + Whole.Length, read.Summary.Bytes);
    }

    [Fact]
    public void Offsets_count_the_zeros_before_the_text()
    {
        var text = Whole.ToArray();
        text.AsSpan(100_000, 10).Clear();
        var offset = Assert.Single(TraceReading.ReadAll(text).Summary.Damage).Offset;
        var behind = TraceReading.ReadAll([.. new byte[70_000], .. text]).Summary.Damage;
        Assert.Equal([0, offset + 70_000], behind.Select(static damage => damage.Offset));
    }

    [Fact]
    public void Nothing_but_zeros_is_refused() =>
        Assert.Contains("it has no others", Assert.Single(TraceReading.ReadAll(new byte[200_000]).Summary.Damage).Message, StringComparison.Ordinal);

    [Fact]
    public void Colours_are_named()
    {
        var coloured = Encoding.UTF8.GetString(Whole).Replace("kvm_hv:", "\e[01;31mkvm_hv:\e[m", StringComparison.Ordinal);
        Assert.Contains("--color=never", Assert.Single(TraceReading.ReadAll(Encoding.UTF8.GetBytes(coloured)).Summary.Damage).Message, StringComparison.Ordinal);
    }

    /// <summary>A trace's first lines.</summary>
    private static byte[] Lines(string trace, int atMost)
    {
        var text = File.ReadAllBytes(RepoFiles.Trace(trace)).AsSpan(0, atMost);
        return text[..(text.LastIndexOf((byte)'\n') + 1)].ToArray();
    }
}
