using System.Globalization;

namespace GangExitStream.Producer.Live.Tracefs;

/// <summary>The per-CPU files of an instance. With CPU hotplug a new folder is opened, and a file that fails is closed and opened again later.</summary>
internal sealed class CpuFiles(ITracefs tracefs, TracefsInstance instance, Action<string> report) : IDisposable
{
    private readonly List<int> _cpus = [];
    private readonly List<IPageFile?> _files = []; // by index into _cpus; null: can't be read now
    private readonly HashSet<int> _reported = [];

    public IReadOnlyList<int> Cpus => _cpus;

    public IReadOnlyList<IPageFile?> Files => _files;

    /// <summary>Opens the files that are not open. Returns the last error if no CPU can be read; otherwise null.</summary>
    public Exception? OpenAll()
    {
        Exception? refused = null;
        foreach (var cpu in Found(ref refused))
        {
            var place = _cpus.IndexOf(cpu);
            if (place >= 0 && _files[place] is not null)
                continue;
            if (Open(cpu, ref refused) is not { } file)
                continue;
            if (place >= 0)
            {
                _files[place] = file;
                continue;
            }
            _cpus.Add(cpu);
            _files.Add(file);
        }
        return _files.Exists(static file => file is not null) ? null : refused ?? new IOException("it has no CPU");
    }

    public int Read(int place, Span<byte> page)
    {
        if (_files[place] is not { } file)
            return 0;
        try
        {
            return file.Read(page);
        }
        catch (IOException e)
        {
            if (_reported.Add(_cpus[place]))
                report(string.Create(CultureInfo.InvariantCulture, $"CPU {_cpus[place]}: {e.Message}; it is tried again while this goes on"));
            _files[place] = null;
            file.Dispose();
            return 0;
        }
    }

    /// <summary>Events of the CPU that were overwritten or dropped before they were read; -1: not known.</summary>
    public long LostSoFar(int place)
    {
        try
        {
            return CpuStats.Lost(tracefs.Read(instance.PathOf(string.Create(CultureInfo.InvariantCulture, $"per_cpu/cpu{_cpus[place]}/stats"))));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return -1;
        }
    }

    public void Dispose()
    {
        foreach (var file in _files)
            file?.Dispose();
        _files.Clear();
        _cpus.Clear();
    }

    private List<int> Found(ref Exception? refused)
    {
        var cpus = new List<int>();
        try
        {
            foreach (var name in tracefs.Folders(instance.PathOf("per_cpu")))
            {
                if (name.StartsWith("cpu", StringComparison.Ordinal) && int.TryParse(name.AsSpan(3), NumberStyles.None, CultureInfo.InvariantCulture, out var cpu))
                    cpus.Add(cpu);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            refused = e;
        }
        cpus.Sort();
        return cpus;
    }

    private IPageFile? Open(int cpu, ref Exception? refused)
    {
        try
        {
            return tracefs.OpenPages(instance.PathOf(string.Create(CultureInfo.InvariantCulture, $"per_cpu/cpu{cpu}/trace_pipe_raw")));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            refused = e; // the CPU is offline
            return null;
        }
    }
}
