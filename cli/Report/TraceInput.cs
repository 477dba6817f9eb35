using GangExitStream.Traces;

namespace GangExitStream.Cli.Report;

/// <summary>Opens an input: a file, a folder, a pipe, or standard input.</summary>
internal sealed class TraceInput(AppIo io, CancellationToken stop)
{
    public const string StandardInput = "-";

    public ITraceReader Open(string trace, TraceOptions options)
    {
        try
        {
            var stream = trace == StandardInput ? io.OpenInput() : OpenFile(trace);
            return TraceFile.Open(stream.CanSeek ? stream : new InterruptibleStream(stream, stop), options);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return TraceFile.Open(trace == StandardInput ? "/dev/stdin" : trace, options); // fails in the same way, with the reason
        }
    }

    private static FileStream OpenFile(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
}
