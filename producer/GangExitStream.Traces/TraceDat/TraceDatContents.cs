using System.Globalization;
using GangExitStream.Traces.RingBuffer;

namespace GangExitStream.Traces.TraceDat;

/// <summary>The description of a trace.dat: event formats, page layout, options and buffers, and the damage found in them.</summary>
internal sealed class TraceDatContents(TraceDatHeader header)
{
    /// <summary>Most names that are kept, for a message; a kernel has about 2,000 events.</summary>
    private const int MaxNames = 4096;

    /// <summary>Most buffers and most regions that are kept. A host has some instances; a file can name the same table of regions many times.</summary>
    private const int MaxBuffers = 1024;
    private const int MaxRegions = 1 << 20;

    /// <summary>Most damages that are kept: more than a summary shows.</summary>
    private const int MaxDamage = 4 * TraceSummary.MaxDamageKept;

    private readonly List<string> _names = [];
    private readonly List<EventFormat> _ours = [];
    private readonly List<TraceBuffer> _buffers = [];
    private readonly List<TraceDamage> _damage = [];
    private int _regions; // of all buffers

    public TraceDatHeader Header => header;

    public PerfBytes Order => header.Order;

    public TraceDatOptions Options { get; } = new(header.Order);

    public PageLayout? Layout { get; private set; }

    public IReadOnlyList<TraceBuffer> Buffers => _buffers;

    public IReadOnlyList<TraceDamage> Damage => _damage;

    /// <summary>Another buffer can be added.</summary>
    public bool HasRoom => _buffers.Count < MaxBuffers && _regions < MaxRegions;

    /// <summary>The end of the last part of the file that was found.</summary>
    public long End { get; private set; }

    /// <summary>Notes a part of the file.</summary>
    public void NoteExtent(long offset, long bytes) => End = Math.Max(End, offset + Math.Min(bytes, long.MaxValue - Math.Max(offset, 0)));

    /// <summary>Names of all events whose formats are in the file.</summary>
    public IReadOnlyList<string> EventNames => _names;

    /// <summary>The formats of the wanted system's events.</summary>
    public IReadOnlyList<EventFormat> OurFormats => _ours;

    /// <summary>The file has format texts; without them nothing can be decoded.</summary>
    public bool HasFormats { get; private set; }

    public void Add(TraceDamageId id, long offset, string message) => Add(new TraceDamage(id, offset, message));

    public void Add(TraceDamage damage)
    {
        if (_damage.Count < MaxDamage)
            _damage.Add(damage);
    }

    public void Add(TraceBuffer buffer)
    {
        _buffers.Add(buffer);
        _regions += buffer.Cpus.Count;
    }

    /// <summary>Reports that the buffer described at the offset, and the later ones, are not read.</summary>
    public void AddTooMany(long offset) =>
        Add(TraceDamageId.Unsupported, offset, string.Create(CultureInfo.InvariantCulture, $"more than {MaxBuffers} buffers, or {MaxRegions} CPUs of all buffers; the rest is not read"));

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
            Add(TraceDamageId.BadHeader, offset, "header_page, the layout of the event pages, is missing or invalid");
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
            Add(TraceDamageId.Truncated, offset, "the event formats end early or are invalid");
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
