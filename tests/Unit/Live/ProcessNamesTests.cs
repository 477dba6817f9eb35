using System.Globalization;
using System.Text;
using GangExitStream.Producer.Live;
using GangExitStream.Tests.Shared;

namespace GangExitStream.Tests.Unit.Live;

public sealed class ProcessNamesTests
{
    [Theory]
    [InlineData("qemu-system-ppc64|-name|guest=db-1,debug-threads=on|-S", "db-1")]
    [InlineData("qemu-system-ppc64|-name|db-1|-uuid|x", "db-1")]
    [InlineData("qemu|-m|4|--name|db-1,process=q", "db-1")]
    [InlineData("qemu|-name|debug-threads=on,guest=db 1", "db 1")]
    [InlineData("qemu|-name|guest=a,,b,,,process=x", "a,b,")]
    [InlineData("qemu|-name|guest=a,guest=b", "b")]
    [InlineData("qemu|-name|debug-threads=on", null)]
    [InlineData("qemu|-name|", null)]
    [InlineData("qemu|-name", null)]
    [InlineData("qemu|-m|4", null)]
    [InlineData("", null)]
    [InlineData("|||", null)]
    [InlineData("qemu|-name|guest=\u001b[2Jx\n", "\ufffd[2Jx")]
    public void The_name_is_the_one_of_QEMUs_option(string line, string? name) =>
        Assert.Equal(name, ProcessNames.FromCommandLine(Encoding.UTF8.GetBytes(line.Replace('|', '\0'))));

    [Fact]
    public void Bytes_that_are_not_UTF8_do_no_harm() =>
        Assert.Equal("a\ufffdb", ProcessNames.FromCommandLine([.. "-name\0a"u8, 0xff, .. "b\0"u8]));

    [Fact]
    public void A_process_is_read_and_one_that_is_gone_has_no_name()
    {
        using var folder = new TemporaryFolder();
        Write(folder, 14000, "qemu\0-name\0guest=db-1\0");
        Write(folder, 14001, ""); // a kernel thread, or one that has just ended
        var names = new ProcessNames(folder.PathOf("proc"));
        Assert.Equal(("db-1", null, null), (names.Find(14000), names.Find(14001), names.Find(14002)));
    }

    [Fact]
    public void Of_an_endless_command_line_only_the_beginning_is_read()
    {
        using var folder = new TemporaryFolder();
        Write(folder, 1, "qemu\0" + new string('x', 2 * ProcessNames.MaxBytes) + "\0-name\0far\0");
        Write(folder, 2, "qemu\0-name\0" + new string('x', 2 * ProcessNames.MaxBytes));
        var names = new ProcessNames(folder.PathOf("proc"));
        Assert.Null(names.Find(1));
        Assert.True(Encoding.UTF8.GetByteCount(names.Find(2)!) <= VmName.MaxBytes);
    }

    private static void Write(TemporaryFolder folder, int tgid, string line)
    {
        var process = Path.Combine(folder.PathOf("proc"), tgid.ToString(CultureInfo.InvariantCulture));
        Directory.CreateDirectory(process);
        File.WriteAllText(Path.Combine(process, "cmdline"), line);
    }
}
