using System.Globalization;
using System.IO.Pipes;

namespace GangExitStream.Producer.Live.Command;

/// <summary>
/// Wakes perf at a fixed interval to write its buffers out. By itself perf sleeps until a CPU's buffer is half full: seconds, on a
/// quiet host minutes. Waking it on every event (<c>--no-buffering</c>) would slow down the exits being measured.
/// </summary>
/// <remarks>
/// perf reads its commands from a pipe that it opens by a path. A path in /proc names a pipe of this process, so no file can be left
/// behind. <c>ping</c> only wakes perf, which then writes everything.
/// </remarks>
internal sealed class ControlPipe : IDisposable
{
    private static readonly byte[] Ping = "ping\n"u8.ToArray();

    private readonly AnonymousPipeServerStream _pipe = new(PipeDirection.Out);
    private readonly TimeSpan _interval;
    private readonly ITimer _timer;

    public ControlPipe(TimeSpan interval, TimeProvider time)
    {
        _interval = interval;
        Path = string.Create(CultureInfo.InvariantCulture, $"/proc/{Environment.ProcessId}/fd/{_pipe.ClientSafePipeHandle.DangerousGetHandle()}");
        _timer = time.CreateTimer(Send, state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The pipe's path in /proc.</summary>
    public string Path { get; }

    public void Start() => _timer.Change(_interval, Timeout.InfiniteTimeSpan);

    /// <summary>Closes the reading end first: a ping blocked on a full pipe (perf was suspended for long) then fails.</summary>
    public void Dispose()
    {
        _pipe.DisposeLocalCopyOfClientHandle();
        _timer.Dispose();
        _pipe.Dispose();
    }

    /// <summary>Sends a ping. The timer is set again after each write, so that only one write can block.</summary>
    private void Send(object? state)
    {
        try
        {
            _pipe.Write(Ping);
            Start();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The session has ended.
        }
    }
}
