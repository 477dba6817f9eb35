using GangExitStream.Producer.Live;
using GangExitStream.Producer.Live.Tracefs;
using GangExitStream.Tests.Shared;
using Microsoft.Extensions.Time.Testing;

namespace GangExitStream.Tests.Unit.Live.Tracefs;

/// <summary>
/// A folder that looks like tracefs. What the kernel does is done here: it fills a new instance, and removes one with what is in it. A wait passes
/// the time that it would take, so nothing here waits.
/// </summary>
internal sealed class FakeTracefs : ITracefs, IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("gangexit-tracefs-");
    private readonly TracefsFolder _folder;

    public FakeTracefs(SetClock time, int cpus = 2)
    {
        (Time, Cpus, _folder) = (time, cpus, new TracefsFolder(_root.FullName));
        Put("events/header_page", RingBufferPage.HeaderPage);
        Put("events/kvm_hv/kvm_guest_exit/format", RingBufferPage.Formats[0]);
        Put("events/kvm_hv/kvmppc_run_core/format", RingBufferPage.Formats[1]);
        Directory.CreateDirectory(PathOf("instances"));
    }

    public SetClock Time { get; }

    public int Cpus { get; }

    public string Root => _folder.Root;

    /// <summary>What was written, in turn: <c>trace_clock=mono</c>.</summary>
    public List<string> Written { get; } = [];

    /// <summary>Thrown by an access whose path ends so.</summary>
    public (string End, Exception Error)? Fails { get; set; }

    /// <summary>Called before each wait, with how many there were.</summary>
    public Action<int>? OnWait { get; set; }

    /// <summary>Names of the instances.</summary>
    public IEnumerable<string> Instances => Folders("instances");

    private int _waits;

    public string PathOf(string path) => Path.Combine(_root.FullName, path);

    /// <summary>A file in the instance, which there is one of.</summary>
    public string InInstance(string file) => $"instances/{Assert.Single(Instances)}/{file}";

    public void Put(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(path))!);
        File.WriteAllText(PathOf(path), text);
    }

    /// <summary>The kernel has filled a page.</summary>
    public void Page(int cpu, RingBufferPage page)
    {
        using var file = new FileStream(PathOf(InInstance($"per_cpu/cpu{cpu}/trace_pipe_raw")), FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
        file.Write(page.Build());
    }

    public void AddCpu(string instance, int cpu)
    {
        Put($"instances/{instance}/per_cpu/cpu{cpu}/trace_pipe_raw", "");
        Put($"instances/{instance}/per_cpu/cpu{cpu}/stats", Stats(0));
    }

    public static string Stats(long overrun) => $"entries: 9\noverrun: {overrun}\ncommit overrun: 0\nbytes: 1234\noldest event ts:     1.000000\nnow ts:   590.136380\ndropped events: 0\nread events: 9\n";

    public string Read(string path)
    {
        Check(path);
        return _folder.Read(path);
    }

    public void Write(string path, string text)
    {
        Check(path);
        File.WriteAllText(PathOf(path), text);
        Written.Add($"{string.Join('/', path.Split('/').Skip(2))}={text}");
    }

    public IReadOnlyList<string> Folders(string path) => _folder.Folders(path);

    public bool CreateInstance(string name)
    {
        if (!_folder.CreateInstance(name))
            return false;
        foreach (var file in new[] { "trace_options", "trace_clock", "buffer_size_kb", "tracing_on", "free_buffer", "events/kvm_hv/kvm_guest_exit/enable", "events/kvm_hv/kvmppc_run_core/enable", "events/kvm_hv/kvm_guest_enter/enable", "events/kvm_hv/kvm_hcall_enter/enable" })
            Put($"instances/{name}/{file}", "");
        for (var cpu = 0; cpu < Cpus; cpu++)
            AddCpu(name, cpu);
        return true;
    }

    public void RemoveInstance(string name)
    {
        Check($"instances/{name}");
        Directory.Delete(PathOf($"instances/{name}"), recursive: true);
    }

    public IDisposable OpenFreeBuffer(string path) => _folder.OpenFreeBuffer(path);

    public IPageFile OpenPages(string path)
    {
        Check(path);
        return new FailingPages(_folder.OpenPages(path), () => Check(path));
    }

    public void Wait(IReadOnlyList<IPageFile?> files, TimeSpan atMost)
    {
        OnWait?.Invoke(_waits++);
        Time.Advance(atMost);
    }

    public void Dispose() => _root.Delete(recursive: true);

    private void Check(string path)
    {
        if (Fails is { } fails && path.EndsWith(fails.End, StringComparison.Ordinal))
            throw fails.Error;
    }

    private sealed class FailingPages(IPageFile file, Action check) : IPageFile
    {
        public int Read(Span<byte> page)
        {
            check();
            return file.Read(page);
        }

        public void Dispose() => file.Dispose();
    }
}

/// <summary>Time that passes when it is told to, and a wall clock that can be set.</summary>
internal sealed class SetClock : FakeTimeProvider
{
    public TimeSpan Set { get; set; }

    public long NowNs => LiveClock.MonotonicNs(this);

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Set;

    public override long GetTimestamp() => base.GetUtcNow().Ticks;
}
