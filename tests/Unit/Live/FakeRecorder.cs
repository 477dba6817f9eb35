using System.Diagnostics;
using GangExitStream.Producer.Live.Command;
using GangExitStream.Tests.Shared;

namespace GangExitStream.Tests.Unit.Live;

/// <summary>A shell script as recorder, in its own folder; $1 is a recorded perf pipe.</summary>
internal sealed class FakeRecorder : IDisposable
{
    /// <summary>Shells can't trap a signal that was ignored when they started, as it is in a script's background job; env undoes that.</summary>
    public static readonly string[] Interruptible = ["env", "--default-signal=INT"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gangexit-live-");

    public FakeRecorder(string script, params string[] arguments)
    {
        var path = Path.Combine(_folder.FullName, "recorder.sh");
        File.WriteAllText(path, script.ReplaceLineEndings("\n"));
        Options = new LiveRecorderOptions { Command = [.. Interruptible, "bash", path, RepoFiles.Trace(Pipe), .. arguments] };
    }

    /// <summary>A recorded perf pipe; by byte 700,000 two rounds have ended, so that perf's order lets the first one's events out.</summary>
    public const string Pipe = "pipe.perf.data";

    public LiveRecorderOptions Options { get; init; }

    /// <summary>A file beside the script.</summary>
    public string File1 => Path.Combine(_folder.FullName, "1");

    public static List<KvmEvent> Recorded() => TraceReading.ReadAll(GangExitStream.Traces.TraceFile.Open(RepoFiles.Trace(Pipe))).Events;

    /// <summary>A process is there and no zombie.</summary>
    public static bool IsRunning(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
