using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace GangExitStream.Tests.Integration;

/// <summary>
/// A name server that never answers: a client's thread that resolves a broker's name is stuck for half a minute, and closing the client waits
/// for it. The tool sees this name server in a mount namespace of its own, which only root can make.
/// </summary>
public sealed class SilentNameServerTests : IDisposable
{
    private const int Seconds = 30;
    private static readonly IPAddress Address = IPAddress.Parse("127.3.5.7");

    private readonly Socket _server = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly string _resolvConf = Path.GetTempFileName();

    [Theory(Timeout = 120_000)]
    [InlineData("watch", "counts")]
    [InlineData("topics", "describe")]
    public async Task A_name_that_is_being_resolved_does_not_delay_the_end(string command, string what)
    {
        await ServeAsync();
        using var tool = ToolProcess.StartUnder(
            ["unshare", "-m", "sh", "-c", """mount --bind "$0" /etc/resolv.conf && exec "$@" """, _resolvConf],
            command, what, "--bootstrap-server", "broker.example:9092");
        await _server.ReceiveAsync(new byte[512], TestContext.Current.CancellationToken); // it asks for the name now
        var asked = Stopwatch.GetTimestamp();

        var run = command == "watch" ? await tool.TerminateAsync(TestContext.Current.CancellationToken) : await tool.EndAsync(TestContext.Current.CancellationToken);

        Assert.True(Stopwatch.GetElapsedTime(asked) < TimeSpan.FromSeconds(Seconds - 5), $"it took as long as the name server: {run.Error}");
        Assert.Equal(command == "watch" ? 0 : 1, run.ExitCode);
    }

    public void Dispose()
    {
        _server.Dispose();
        File.Delete(_resolvConf);
    }

    private async Task ServeAsync()
    {
        Assert.SkipUnless(Environment.UserName == "root" && await CanUnshareAsync(), "only root can make a mount namespace, with unshare");
        await File.WriteAllTextAsync(_resolvConf, string.Create(CultureInfo.InvariantCulture, $"nameserver {Address}\noptions timeout:{Seconds} attempts:1\n"), TestContext.Current.CancellationToken);
        _server.Bind(new IPEndPoint(Address, 53));
    }

    private static async Task<bool> CanUnshareAsync()
    {
        try
        {
            using var unshare = Process.Start("unshare", ["-m", "mount", "--bind", "/etc/hostname", "/etc/hostname"]);
            await unshare.WaitForExitAsync(TestContext.Current.CancellationToken);
            return unshare.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false; // there is no such program
        }
    }
}
