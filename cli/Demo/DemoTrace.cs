using GangExitStream.Cli.Report;
using GangExitStream.Producer.Pacing;
using GangExitStream.Producer.Sourcing;
using GangExitStream.Traces;

namespace GangExitStream.Cli.Demo;

/// <summary>The demo's trace.</summary>
internal sealed class DemoTrace(DemoOptions options, AppIo io)
{
    /// <summary>Replay speed of the sample: its minute takes four seconds.</summary>
    public const int SampleSpeed = 15;

    private const string SampleResource = "sample.perf.data";

    private static readonly TimeSpan SampleWindow = TimeSpan.FromSeconds(2);

    public bool IsSample => options.Trace is null;

    public string Name => options.Trace ?? "the built-in recording power8-smt4.perf.data";

    public ReplaySpeed Speed(bool isLive) =>
        options.Speed ?? (IsSample && isLive ? ReplaySpeed.Times(SampleSpeed) : ReplaySpeed.Max);

    /// <summary>Length of the counts' windows; shorter for the sample, which has only a minute.</summary>
    public TimeSpan Window(TimeSpan standard) => IsSample ? SampleWindow : standard;

    public OpenTrace Open(Action<long>? progress)
    {
        var traceOptions = TraceOptions.Default with { System = options.System, Progress = progress };
        return options.Trace switch
        {
            null => OpenTrace.OfStream(typeof(DemoTrace).Assembly.GetManifestResourceStream(SampleResource)!, traceOptions),
            TraceInput.StandardInput => OpenTrace.OfStream(io.OpenInput(), traceOptions),
            var path => OpenTrace.OfPath(path, traceOptions),
        };
    }
}
