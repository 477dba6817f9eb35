using GangExitStream.Benchmarks.Trace;
using GangExitStream.Simulation;
using GangExitStream.Simulation.PerfData;
using GangExitStream.Tests.Shared;
using GangExitStream.Traces;
using GangExitStream.Traces.Ordering;

namespace GangExitStream.Benchmarks.Suites;

/// <summary>The inputs of docs/performance.md, in memory.</summary>
internal static class Inputs
{
    /// <summary>So many events of an input are used.</summary>
    public const int Events = 400_000;

    /// <summary>One VM of a POWER8, over and over; three VMs of two vcores; 40 VMs of a busy host.</summary>
    public static IReadOnlyList<string> All { get; } = ["one", "three", "busy"];

    /// <summary>The first events, in time order, or in order within each VM only.</summary>
    public static KvmEvent[] InOrder(string input, bool withinVms)
    {
        using var reader = TraceFile.Open(new MemoryStream(Trace(input)), TraceOptions.Default with { OrderWithinVms = withinVms });
        var events = new KvmEvent[Events];
        var read = 0;
        for (int count; (count = reader.Read(events.AsSpan(read))) > 0;)
            read += count;
        return read == Events ? events : throw new InvalidOperationException($"{input} has {read} events only");
    }

    /// <summary>All events, as a decoding thread hands them over.</summary>
    public static List<EventBlock> Blocks(string input) => Suites.Traces.Blocks(Trace(input));

    private static byte[] Trace(string input)
    {
        var path = Path.GetTempFileName();
        try
        {
            if (input == "one")
                Repeat(path);
            else
                PerfDataFile.Write(new SimulatedHost(OptionsOf(input), 0), path, CancellationToken.None);
            return File.ReadAllBytes(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static void Repeat(string path)
    {
        using var file = new FileStream(path, FileMode.Create);
        RepeatedTrace.Read(RepoFiles.Trace("samples/power8-smt4.perf.data")).Write(file, (Events / Suites.Traces.Power8Events) + 1);
    }

    private static SimulationOptions OptionsOf(string input) => input == "busy"
        ? new SimulationOptions { Vms = 40, Vcores = 1, Smt = 4, Seed = 1, Rate = 1_000_000, Seconds = 0.5 }
        : new SimulationOptions { Vms = 3, Vcores = 2, Smt = 8, Seed = 2, Rate = 250_000, Seconds = 2 };
}
