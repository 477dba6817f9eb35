using System.Globalization;
using System.IO.Pipes;

namespace GangExitStream.Producer.Live;

/// <summary>
/// Asks perf at a steady pace to write out what its buffers hold. By itself perf sleeps until a CPU's buffer is half full:
/// seconds, on a quiet host minutes. Waking it on every event (<c>--no-buffering</c>) would burden just the exits that are measured.
/// </summary>
/// <remarks>
/// perf reads its commands from any pipe that it can open by a path; through /proc that is one of ours, without a file that
/// could be left behind. <c>ping</c> does nothing but wake perf, and an awake perf writes all that is there.
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

    /// <summary>Where perf finds the pipe.</summary>
    public string Path { get; }

    public void Start() => _timer.Change(_interval, Timeout.InfiniteTimeSpan);

    /// <summary>The end for reading first: a ping that waits in a full pipe (perf stopped for very long) then fails instead of waiting on.</summary>
    public void Dispose()
    {
        _pipe.DisposeLocalCopyOfClientHandle();
        _timer.Dispose();
        _pipe.Dispose();
    }

    /// <summary>The timer is set anew after each write: no two wait at once.</summary>
    private void Send(object? state)
    {
        try
        {
            _pipe.Write(Ping);
            Start();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The session is over.
        }
    }
}
