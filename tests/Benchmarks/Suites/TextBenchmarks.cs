using System.IO.Compression;
using BenchmarkDotNet.Attributes;
using GangExitStream.Tests.Shared;
using GangExitStream.Traces;

namespace GangExitStream.Benchmarks.Suites;

/// <summary>The same recording as text.</summary>
[MemoryDiagnoser]
public class TextBenchmarks
{
    private readonly KvmEvent[] _piece = new KvmEvent[1024];
    private readonly byte[] _perfScript = File.ReadAllBytes(RepoFiles.Trace("power8-smt4.perf-script.txt"));
    private readonly byte[] _ftrace = File.ReadAllBytes(RepoFiles.Trace("power8-smt4.ftrace.txt"));
    private readonly byte[] _traceCmd = Unzip(RepoFiles.Trace("power8-smt4.trace-cmd-report.txt.gz"));

    [Benchmark(OperationsPerInvoke = Traces.Power8Events)]
    public long PerfScript() => Traces.Drain(TraceFile.Open(new MemoryStream(_perfScript)), _piece);

    [Benchmark(OperationsPerInvoke = Traces.Power8Events)]
    public long Ftrace() => Traces.Drain(TraceFile.Open(new MemoryStream(_ftrace)), _piece);

    [Benchmark(OperationsPerInvoke = Traces.Power8Events)]
    public long TraceCmdReport() => Traces.Drain(TraceFile.Open(new MemoryStream(_traceCmd)), _piece);

    private static byte[] Unzip(string path)
    {
        using var zipped = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        var text = new MemoryStream();
        zipped.CopyTo(text);
        return text.ToArray();
    }
}
