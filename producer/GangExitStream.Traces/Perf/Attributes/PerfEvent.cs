using GangExitStream.Traces.Perf.Samples;

namespace GangExitStream.Traces.Perf.Attributes;

/// <summary>One attr of the recording: the layout of its samples, and their decoder if the event is wanted.</summary>
internal sealed class PerfEvent(PerfAttr attr)
{
    public PerfAttr Attr { get; } = attr;

    public SampleLayout Layout { get; } = new(attr);

    /// <summary>Null: not a wanted event, or its format has not come yet.</summary>
    public EventDecoder? Decoder { get; private set; }

    /// <summary>The fast decoder; null: the samples do not have the usual layout.</summary>
    public FixedSample? Fixed { get; private set; }

    /// <summary>The event's name, once its format has come.</summary>
    public string Name { get; private set; } = "";

    /// <summary>Shared with the other attrs of the same tracepoint; null: there is none.</summary>
    public EventCopies? Copies { get; private set; }

    public void Bind(EventDecoder? decoder, string name, PerfBytes order)
    {
        (Decoder, Name) = (decoder, name);
        Fixed = decoder is null || Copies is not null ? null : FixedSample.Of(Layout, decoder, order);
    }

    /// <summary>Another attr has the same tracepoint. The samples of both must be compared, so they are decoded field by field.</summary>
    public void ShareWith(PerfEvent other)
    {
        Copies = other.Copies ??= new EventCopies();
        other.Fixed = Fixed = null;
    }
}
