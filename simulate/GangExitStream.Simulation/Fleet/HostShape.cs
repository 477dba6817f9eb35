namespace GangExitStream.Simulation.Fleet;

/// <summary>The parameters that all cores of a host share.</summary>
/// <param name="Smt">Threads of a virtual core.</param>
/// <param name="HasRunCore">True for POWER8; a POWER9 host has guest exits only.</param>
/// <param name="StartNs">Trace time at which the recording begins.</param>
/// <param name="EndNs">Trace time after which no run begins.</param>
/// <param name="MeanRunNs">Mean time of a run in the guest, in nanoseconds.</param>
/// <param name="MeanGapNs">Mean time between two runs of a core, in nanoseconds.</param>
internal sealed record HostShape(int Smt, bool HasRunCore, long StartNs, long EndNs, double MeanRunNs, double MeanGapNs)
{
    /// <summary>A vcore leaves its core to another one after so many runs, in the mean: 200 ms.</summary>
    public const int RunsOfTurn = 64;

    /// <summary>Mean time from the start of a core's run to the next one's: 1,400 events/s of a core with four threads.</summary>
    private const double MeanPeriodNs = 3_200_000;

    /// <summary>The shortest such time: some 65,000 events/s of a core with four threads.</summary>
    private const double ShortestPeriodNs = 69_000;

    private const double GapShare = 0.06;

    /// <summary>Time of a run outside the guest, by <see cref="SimulatedCore"/>.</summary>
    private const double FixedNs = 4_500;

    /// <summary>The shape with which a host produces the rate of the options. The rate scales runs and gaps alike.</summary>
    public static HostShape Of(SimulationOptions options, bool hasRunCore, long startNs)
    {
        var eventsOfRun = (hasRunCore ? 2 : 0) + ((options.Smt + 1) / 2.0);
        var period = Math.Max(ShortestPeriodNs, options.Rate is { } rate ? options.Cores * eventsOfRun / rate * 1e9 : MeanPeriodNs);
        var gap = GapShare * period;
        return new HostShape(options.Smt, hasRunCore, startNs, startNs + (long)(options.Seconds * 1e9), period - gap - FixedNs, gap);
    }
}
