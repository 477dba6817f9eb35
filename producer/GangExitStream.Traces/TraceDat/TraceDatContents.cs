using GangExitStream.Traces.RingBuffer;

namespace GangExitStream.Traces.TraceDat;

/// <summary>What a trace.dat says before its events: their formats, the pages' layout, the options, the buffers; and what was wrong with it.</summary>
internal sealed class TraceDatContents(TraceDatHeader header)
{
    /// <summary>Named in a message; an kernel has some 2,000.</summary>
    private const int MaxNames = 4096;

    private readonly List<string> _names = [];
    private readonly List<EventFormat> _ours = [];

    public TraceDatHeader Header => header;

    public PerfBytes Order => header.Order;

    public TraceDatOptions Options { get; } = new(header.Order);

    public PageLayout? Layout { get; private set; }

    public List<TraceBuffer> Buffers { get; } = [];

    public List<TraceDamage> Damage { get; } = [];

    /// <summary>Names of the events whose formats the file has.</summary>
    public IReadOnlyList<string> EventNames => _names;

    /// <summary>The formats of the asked system.</summary>
    public IReadOnlyList<EventFormat> OurFormats => _ours;

    /// <summary>The file holds format texts; without them nothing can be decoded.</summary>
    public bool HasFormats { get; private set; }

    public void Add(TraceDamageId id, long offset, string message) => Damage.Add(new TraceDamage(id, offset, message));

    /// <summary>"header_page\0", u64 + text; "header_event\0", u64 + text.</summary>
    public void ReadHeaderInfo(FileCursor cursor, long offset)
    {
        cursor.Text();
        var text = cursor.Text(cursor.Size());
        cursor.Text();
        cursor.Skip(cursor.Size());
        if (PageLayout.TryParse(text, Order, out var layout))
            Layout = layout;
        else
            Add(TraceDamageId.BadHeader, offset, "header_page, which says how the pages of events are laid out, is missing or makes no sense");
    }

    /// <summary>u32 systems, each name\0, u32 formats, each u64 + text.</summary>
    public void ReadFormats(FileCursor cursor, string ourSystem, long offset)
    {
        for (var systems = cursor.U32(); systems > 0 && !cursor.Failed; systems--)
        {
            var system = cursor.Text();
            for (var n = cursor.U32(); n > 0 && !cursor.Failed; n--)
            {
                var text = cursor.Text(cursor.Size());
                if (!cursor.Failed && EventFormat.Parse(system, text) is { } format)
                    Add(format, ourSystem);
            }
        }
        if (cursor.Failed)
            Add(TraceDamageId.Truncated, offset, "the events' formats end early or make no sense");
    }

    private void Add(EventFormat format, string ourSystem)
    {
        HasFormats = true;
        if (_names.Count < MaxNames)
            _names.Add($"{format.System}:{format.Name}");
        if (format.System == ourSystem)
            _ours.Add(format);
    }
}
