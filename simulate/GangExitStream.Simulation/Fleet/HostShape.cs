namespace GangExitStream.Simulation.Fleet;

/// <summary>The parameters that all cores of a host share.</summary>
/// <param name="Smt">Threads of a virtual core.</param>
/// <param name="HasRunCore">True for POWER8; a POWER9 host has guest exits only.</param>
/// <param name="StartNs">Trace time at which the recording begins.</param>
/// <param name="EndNs">Trace time after which no run begins.</param>
/// <param name="MeanGapNs">Mean time between two runs of a core, in nanoseconds.</param>
internal sealed record HostShape(int Smt, bool HasRunCore, long StartNs, long EndNs, double MeanGapNs)
{
    private const double ShortestGapNs = 4_000;
    private const double MeanRunNs = 64_500;

    /// <summary>The shape with which a host produces the rate of the options.</summary>
    public static HostShape Of(SimulationOptions options, bool hasRunCore, long startNs)
    {
        var eventsOfRun = (hasRunCore ? 2 : 0) + ((options.Smt + 1) / 2.0);
        var period = options.Rate is { } rate ? options.Cores * eventsOfRun / rate * 1e9 : 0;
        return new HostShape(options.Smt, hasRunCore, startNs, startNs + (long)(options.Seconds * 1e9), Math.Max(ShortestGapNs, period - MeanRunNs));
    }
}
