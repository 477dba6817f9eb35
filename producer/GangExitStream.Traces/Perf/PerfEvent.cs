namespace GangExitStream.Traces.Perf;

/// <summary>One attr of the recording: the layout of its samples, and their decoder if the event is wanted.</summary>
internal sealed class PerfEvent(PerfAttr attr)
{
    public PerfAttr Attr { get; } = attr;

    public SampleLayout Layout { get; } = new(attr);

    /// <summary>Null: not a wanted event, or its format has not come yet.</summary>
    public EventDecoder? Decoder { get; private set; }

    /// <summary>The fast decoder; null: the samples do not have the usual layout.</summary>
    public FixedSample? Fixed { get; private set; }

    public void Bind(EventDecoder? decoder, PerfBytes order)
    {
        Decoder = decoder;
        Fixed = decoder is null ? null : FixedSample.Of(Layout, decoder, order);
    }
}
