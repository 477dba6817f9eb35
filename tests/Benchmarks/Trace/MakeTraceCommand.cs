using System.Diagnostics;
using System.Globalization;
using GangExitStream.Tests.Shared;
using GangExitStream.Traces;

namespace GangExitStream.Benchmarks.Trace;

/// <summary><c>make-trace [SOURCE] TARGET EVENTS</c>: a trace of at least so many events, from one of the repository's.</summary>
internal static class MakeTraceCommand
{
    private const string DefaultSource = "samples/power8-smt4.perf.data";

    public static int Run(string[] args)
    {
        if (args is [var target, var events])
            return Make(RepoFiles.Trace(DefaultSource), target, events);
        if (args is [var source, var target2, var events2])
            return Make(source, target2, events2);
        return Fail(2, "usage: make-trace [SOURCE.perf.data] TARGET.perf.data EVENTS");
    }

    private static int Make(string source, string target, string wanted)
    {
        if (!long.TryParse(wanted, NumberStyles.None, CultureInfo.InvariantCulture, out var events) || events == 0)
            return Fail(2, $"EVENTS: {wanted} is no number of events");
        try
        {
            return Write(source, target, events);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return Fail(1, e.Message);
        }
    }

    private static int Write(string source, string target, long wanted)
    {
        var watch = Stopwatch.StartNew();
        var perSession = CountEvents(source);
        if (perSession == 0)
            return Fail(1, $"{source}: none of our events is in it");
        var sessions = (wanted + perSession - 1) / perSession;
        var trace = RepeatedTrace.Read(source);
        using (var file = new FileStream(target, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
            trace.Write(file, sessions);
        Console.WriteLine($"{sessions * perSession} events: {sessions} times {source}, {new FileInfo(target).Length} bytes, {watch.Elapsed.TotalSeconds:0.0} s");
        return 0;
    }

    private static long CountEvents(string source)
    {
        using var reader = TraceFile.Open(source);
        var events = new KvmEvent[1024];
        while (reader.Read(events) > 0)
        {
            // Only the summary is wanted.
        }
        return reader.Summary.Events;
    }

    private static int Fail(int exitCode, string message)
    {
        Console.Error.WriteLine(message);
        return exitCode;
    }
}
