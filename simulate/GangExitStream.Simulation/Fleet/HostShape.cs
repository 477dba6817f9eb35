namespace GangExitStream.Simulation.Fleet;

/// <summary>
/// What all cores of a host have in common. Runs, the gaps between them, and how long a vcore has its core are as in the recording
/// power8-smt4: 3 ms in the guest, a gap of 145 µs in the middle, and now and then some 100 ms without the core (99th percentile 89 ms).
/// </summary>
/// <param name="Smt">Threads of a virtual core.</param>
/// <param name="HasRunCore">POWER8; a POWER9 has guest exits only.</param>
/// <param name="StartNs">Trace time at which the recording begins.</param>
/// <param name="EndNs">Trace time after which no run begins.</param>
/// <param name="MeanRunNs">Mean time of a run in the guest.</param>
/// <param name="MeanGapNs">Mean time between two runs of a core.</param>
internal sealed record HostShape(int Smt, bool HasRunCore, long StartNs, long EndNs, double MeanRunNs, double MeanGapNs)
{
    /// <summary>A vcore leaves its core to another one after so many runs, in the mean: 200 ms.</summary>
    public const int RunsOfTurn = 64;

    /// <summary>From one run of a core to the next, in the mean: 1,400 events a second of a core with four threads.</summary>
    private const double MeanPeriodNs = 3_200_000;

    /// <summary>Some 65,000 events a second of a core with four threads.</summary>
    private const double ShortestPeriodNs = 69_000;

    private const double GapShare = 0.06;

    /// <summary>What each run takes beside its time in the guest: the exits and the bookkeeping of <see cref="SimulatedCore"/>.</summary>
    private const double FixedNs = 4_500;

    /// <summary>The shape that gives the options' rate. What the rate changes is the length of runs and gaps, not their proportion.</summary>
    public static HostShape Of(SimulationOptions options, bool hasRunCore, long startNs)
    {
        var eventsOfRun = (hasRunCore ? 2 : 0) + ((options.Smt + 1) / 2.0);
        var period = Math.Max(ShortestPeriodNs, options.Rate is { } rate ? options.Cores * eventsOfRun / rate * 1e9 : MeanPeriodNs);
        var gap = GapShare * period;
        return new HostShape(options.Smt, hasRunCore, startNs, startNs + (long)(options.Seconds * 1e9), period - gap - FixedNs, gap);
    }
}
