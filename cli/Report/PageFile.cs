using GangExitStream.Reporting.Html;

namespace GangExitStream.Cli.Report;

/// <summary>The file of --html. It is written beside its place and moved there when it is whole, so that a page of before isn't lost to a failure.</summary>
/// <param name="Path">The file's name.</param>
/// <param name="Command">The command line.</param>
internal sealed record PageFile(string Path, string Command)
{
    /// <summary>Opens it: fails at once, and not after an hour of reading, where it can't be written.</summary>
    public PageOutput Open(TimeProvider time) => new(this, time);
}

/// <summary>The page while it is made.</summary>
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

    /// <summary>Takes the traces' results.</summary>
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

    // A pipe or a terminal (/dev/stdout) is written to as it is.
    private static bool IsDevice(string path) => File.Exists(path) && path.StartsWith("/dev/", StringComparison.Ordinal);
}
