using System.Text;

namespace GangExitStream.Tests.Unit;

public sealed class VmNameTests
{
    [Theory]
    [InlineData("db-1", "db-1")]
    [InlineData("  two words ", "two words")]
    [InlineData("", null)]
    [InlineData(" \t ", null)]
    [InlineData(null, null)]
    [InlineData("主机-7 é", "主机-7 é")]
    [InlineData("a\u001b[31mred\nb", "a\ufffd[31mred\ufffdb")]
    [InlineData("pay\u202ecod.exe", "pay\ufffdcod.exe")]
    public void A_clean_name_is_one_visible_line(string? name, string? kept) => Assert.Equal(kept, VmName.Clean(name));

    [Theory]
    [InlineData('x', 200, 200)]
    [InlineData('x', 201, 197)]
    [InlineData('é', 100, 100)]
    [InlineData('é', 101, 98)]
    [InlineData('主', 1_000_000, 65)]
    public void A_long_name_is_cut_between_characters(char c, int length, int kept)
    {
        var name = VmName.Clean(new string(c, length))!;
        Assert.Equal(new string(c, kept), name.TrimEnd('…'));
        Assert.True(Encoding.UTF8.GetByteCount(name) <= VmName.MaxBytes);
        Assert.Equal(kept < length, name.EndsWith('…'));
    }

    [Fact]
    public void Half_a_character_is_replaced() => Assert.Equal("half \ufffd", VmName.Clean("half " + '\ud83d'));

    [Fact]
    public void A_clean_name_stays_the_same_object()
    {
        var name = new string("vm-14000");
        Assert.Same(name, VmName.Clean(name));
    }

    [Theory]
    [InlineData("\u200b")]
    [InlineData("🖥🖥🖥")]
    [InlineData("…")]
    public void Cleaning_twice_changes_nothing(string name) => Assert.Equal(VmName.Clean(name), VmName.Clean(VmName.Clean(name)));
}
