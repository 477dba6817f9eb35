using System.Diagnostics.Metrics;
using GangExitStream.Processor.Graph;

namespace GangExitStream.Processor.Kafka;

/// <summary>Status and metrics of a processor; shared by its attempts.</summary>
internal sealed class ProcessObservation
{
    public ProcessObservation(Meter? meter, TimeProvider time)
    {
        Status = new ProcessStatus(time);
        Metrics = new ProcessorMetrics(meter);
        Instruments = meter is null ? null : new ProcessInstruments(meter, Status);
    }

    public ProcessStatus Status { get; }

    public ProcessorMetrics Metrics { get; }

    public ProcessInstruments? Instruments { get; }
}
