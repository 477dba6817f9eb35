namespace GangExitStream.Traces.Perf;

/// <summary>One attr of the recording: how its samples are laid out, and how they are decoded where they are ours.</summary>
internal sealed class PerfEvent(PerfAttr attr)
{
    public PerfAttr Attr { get; } = attr;

    public SampleLayout Layout { get; } = new(attr);

    /// <summary>Null for an event that isn't ours, or as long as its format hasn't come.</summary>
    public EventDecoder? Decoder { get; private set; }

    /// <summary>The short way to decode it, where there is one.</summary>
    public FixedSample? Fixed { get; private set; }

    public void Bind(EventDecoder? decoder, PerfBytes order)
    {
        Decoder = decoder;
        Fixed = decoder is null ? null : FixedSample.Of(Layout, decoder, order);
    }
}
