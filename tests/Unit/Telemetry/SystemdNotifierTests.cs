using System.Net.Sockets;
using System.Text;
using GangExitStream.Dashboard.Telemetry;
using GangExitStream.Tests.Shared;
using Microsoft.Extensions.Time.Testing;

namespace GangExitStream.Tests.Unit.Telemetry;

/// <summary>Messages to systemd, on a socket as for a service of Type=notify.</summary>
public sealed class SystemdNotifierTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Socket _systemd = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { ReceiveTimeout = 10_000 };
    private readonly FakeTimeProvider _time = new();
    private readonly Dictionary<string, string> _environment = new(StringComparer.Ordinal) { ["WATCHDOG_USEC"] = "8000000" };
    private string? _whyNotReady = "not ready: joining the group";
    private string? _whyNotAlive;

    public void Dispose()
    {
        _systemd.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void It_hears_of_the_start_of_each_half_of_the_watchdogs_time_and_of_the_end(bool isAbstract)
    {
        var name = isAbstract ? "@gangexit-test-" + Guid.NewGuid() : _folder.PathOf("notify");
        _systemd.Bind(new UnixDomainSocketEndPoint(isAbstract ? '\0' + name[1..] : name));
        _environment["NOTIFY_SOCKET"] = name;
        using (Start())
        {
            Assert.Equal("READY=1\nSTATUS=not ready: joining the group", Receive());
            _whyNotReady = null;
            _time.Advance(TimeSpan.FromSeconds(4));
            Assert.Equal("WATCHDOG=1\nSTATUS=ready", Receive());
            _whyNotAlive = "stuck";
            _time.Advance(TimeSpan.FromSeconds(4));
            Assert.Equal("STATUS=stuck", Receive());
        }
        Assert.Equal("STOPPING=1", Receive());
    }

    [Fact]
    public void A_missing_socket_is_not_a_failure()
    {
        _environment["NOTIFY_SOCKET"] = _folder.PathOf("gone");
        using var notifier = Start();
        _time.Advance(TimeSpan.FromSeconds(8));
        Assert.NotNull(notifier);
    }

    [Fact]
    public void Without_systemd_there_is_nothing_to_tell() => Assert.Null(Start());

    private SystemdNotifier? Start() => SystemdNotifier.Start(name => _environment.GetValueOrDefault(name), new HealthProbes(() => _whyNotAlive, () => _whyNotReady), _time);

    private string Receive()
    {
        var bytes = new byte[1000];
        return Encoding.UTF8.GetString(bytes, 0, _systemd.Receive(bytes));
    }
}
