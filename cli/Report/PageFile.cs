using GangExitStream.Reporting.Html;

namespace GangExitStream.Cli.Report;

/// <summary>The file of --html. It is written to a temporary file and renamed when complete, so that a failure keeps the previous page.</summary>
/// <param name="Path">The file's name.</param>
/// <param name="Command">The command line.</param>
internal sealed record PageFile(string Path, string Command)
{
    /// <summary>Opens it before traces are read, so that a failure is reported at once. Throws <see cref="IOException"/>.</summary>
    public PageOutput Open(TimeProvider time) => new(this, time);
}

/// <summary>The page being written.</summary>
internal sealed class PageOutput : IDisposable
{
    private readonly string _path;
    private readonly string _target;
    private readonly FileStream _stream;

    public PageOutput(PageFile file, TimeProvider time)
    {
        _target = file.Path;
        _path = IsDevice(file.Path) ? file.Path : $"{file.Path}.{Environment.ProcessId}.tmp";
        _stream = Create(_path, _target);
        Report = new HtmlReport(_stream, new PageProvenance(ToolVersion.Text, file.Command, time.GetUtcNow()));
    }

    /// <summary>Receives the traces' results.</summary>
    public HtmlReport Report { get; }

    /// <summary>Writes the page.</summary>
    public void Finish()
    {
        Report.Finish();
        _stream.Dispose();
        if (_path != _target)
            File.Move(_path, _target, overwrite: true);
    }

    public void Dispose()
    {
        _stream.Dispose();
        if (_path != _target)
            File.Delete(_path);
    }

    private static FileStream Create(string path, string target)
    {
        if (Directory.Exists(target))
            throw new IOException($"--html {target}: that is a folder; name a file in it");
        try
        {
            return new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"--html {target}: {e.Message.Replace(path, target, StringComparison.Ordinal)}", e);
        }
    }

    // A pipe or a terminal (/dev/stdout) is written directly.
    private static bool IsDevice(string path) => File.Exists(path) && path.StartsWith("/dev/", StringComparison.Ordinal);
}
