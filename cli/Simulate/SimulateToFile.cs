using GangExitStream.Simulation;
using GangExitStream.Simulation.PerfData;

namespace GangExitStream.Cli.Simulate;

/// <summary>Writes each host's recording to a separate file.</summary>
internal sealed class SimulateToFile(SimulationOptions options, string path, AppIo io)
{
    public int Run(CancellationToken stop)
    {
        for (var i = 0; i < options.Hosts; i++)
        {
            using var host = new SimulatedHost(options, i);
            try
            {
                PerfDataFile.Write(host, PathOf(host), stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return Fail($"interrupted: {PathOf(host)} isn't finished");
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return Fail($"{PathOf(host)} can't be written: {e.Message}");
            }
            TruthJson.Write(host.Truth, io.Output);
        }
        return ExitCode.Done;
    }

    private string PathOf(SimulatedHost host) => options.Hosts == 1 ? path : $"{path}-{host.Name}";

    private int Fail(string line)
    {
        io.Error.WriteLine($"gangexit: {line}");
        return ExitCode.Failed;
    }
}
