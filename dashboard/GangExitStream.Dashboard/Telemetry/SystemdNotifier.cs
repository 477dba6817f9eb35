using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace GangExitStream.Dashboard.Telemetry;

/// <summary>
/// Notifies systemd as described in sd_notify(3): READY when the process has started, its readiness as STATUS, and WATCHDOG as long as
/// it is alive. READY does not wait for brokers: an outage may last days, and systemd would end the start after its time-out.
/// </summary>
internal sealed class SystemdNotifier : IDisposable
{
    private static readonly TimeSpan StatusInterval = TimeSpan.FromSeconds(10);

    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    private readonly UnixDomainSocketEndPoint _systemd;
    private readonly HealthProbes _probes;
    private readonly ITimer _timer;

    private SystemdNotifier(string path, TimeSpan interval, HealthProbes probes, TimeProvider time)
    {
        _systemd = new UnixDomainSocketEndPoint(path[0] == '@' ? '\0' + path[1..] : path); // @ marks an abstract socket name of Linux
        _probes = probes;
        Send("READY=1\n" + Status());
        _timer = time.CreateTimer(static state => ((SystemdNotifier)state!).Notify(), this, interval, interval);
    }

    /// <summary>Starts the notifications; null: systemd does not request them (NOTIFY_SOCKET is not set).</summary>
    public static SystemdNotifier? Start(Func<string, string?> environment, HealthProbes probes, TimeProvider time) =>
        environment("NOTIFY_SOCKET") is { Length: > 1 } path ? new SystemdNotifier(path, Interval(environment("WATCHDOG_USEC")), probes, time) : null;

    public void Dispose()
    {
        _timer.Dispose();
        Send("STOPPING=1");
        _socket.Dispose();
    }

    // Half of systemd's watchdog time-out, as sd_watchdog_enabled(3) recommends.
    private static TimeSpan Interval(string? watchdogMicroseconds) =>
        long.TryParse(watchdogMicroseconds, NumberStyles.None, CultureInfo.InvariantCulture, out var time) && time > 0 && time / 2 < StatusInterval.TotalMicroseconds
            ? TimeSpan.FromMicroseconds(Math.Max(1000, time / 2))
            : StatusInterval;

    private void Notify() => Send(_probes.NotAliveReason() is null ? "WATCHDOG=1\n" + Status() : Status());

    private string Status() => $"STATUS={_probes.NotAliveReason() ?? _probes.NotReadyReason() ?? "ready"}";

    private void Send(string text)
    {
        try
        {
            _socket.SendTo(Encoding.UTF8.GetBytes(text), _systemd);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // systemd may be restarting. The service continues, and the next message may arrive.
        }
    }
}
