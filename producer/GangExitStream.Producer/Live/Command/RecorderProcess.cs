using System.ComponentModel;
using System.Diagnostics;

namespace GangExitStream.Producer.Live.Command;

/// <summary>One running recorder process: its output, and its end without losing what it has buffered.</summary>
internal sealed class RecorderProcess : IDisposable
{
    private readonly Process _process;
    private readonly ControlPipe? _control;
    private readonly LiveRecorderOptions _options;
    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly StderrLines _words = new();
    private readonly Task _readingWords;
    private readonly ITimer _deadline;

    public RecorderProcess(Process process, ControlPipe? control, LiveRecorderOptions options, TimeProvider time)
    {
        (_process, _control, _options, _time) = (process, control, options, time);
        _started = time.GetTimestamp();
        _readingWords = _words.ReadAsync(process.StandardError);
        _deadline = time.CreateTimer(_ => Kill(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _control?.Start();
    }

    /// <summary>The recorded trace. The reader closes it.</summary>
    public Stream Output => _process.StandardOutput.BaseStream;

    /// <summary>Whether it was killed at the deadline, so that its buffered events are lost.</summary>
    public bool WasKilled { get; private set; }

    /// <summary>Makes it end. Flushed events still arrive through <see cref="Output"/>; at the deadline it is killed.</summary>
    public void Stop()
    {
        _deadline.Change(_options.StopDeadline, Timeout.InfiniteTimeSpan);
        Interrupt.Send(_process);
        CloseInput();
    }

    /// <summary>Waits for its end after its output has been read. A process that is still running is stopped, and killed at the deadline.</summary>
    public async Task<SessionEnd> EndAsync()
    {
        _deadline.Change(_options.StopDeadline, Timeout.InfiniteTimeSpan);
        CloseInput();
        await _process.WaitForExitAsync();
        _deadline.Dispose();
        await Task.WhenAny(_readingWords, Task.Delay(_options.StopDeadline, _time)); // a child process may keep standard error open
        return new SessionEnd(_options.Command[0], _process.ExitCode, _time.GetElapsedTime(_started), _words.Lines);
    }

    public void Dispose()
    {
        _deadline.Dispose();
        _control?.Dispose();
        _process.Dispose();
    }

    /// <summary>Kills it with its children, which might keep the output open.</summary>
    private void Kill()
    {
        if (_process.HasExited)
            return;
        try
        {
            _process.Kill(entireProcessTree: true);
            WasKilled = true;
        }
        catch (Exception e) when (e is Win32Exception or AggregateException or InvalidOperationException)
        {
            // It has just ended, or runs as another user (sudo): that one ends when its input is closed.
        }
    }

    /// <summary>Ends perf's workload, and so perf, if it can't be signalled (sudo).</summary>
    private void CloseInput()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The process has closed its input.
        }
    }
}
