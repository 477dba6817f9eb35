using System.Diagnostics.CodeAnalysis;
using GangExitStream.Traces.RingBuffer;

namespace GangExitStream.Traces.Live;

/// <summary>The formats of a live recording's pages and events, from this kernel's tracefs.</summary>
public sealed class LiveFormats
{
    private LiveFormats(PageLayout layout, RawEvents events) => (Layout, Events) = (layout, events);

    /// <summary>Size of a ring-buffer page in bytes.</summary>
    public int PageBytes => Layout.PageBytes;

    internal PageLayout Layout { get; }

    internal RawEvents Events { get; }

    /// <summary>Parses the texts. False: <paramref name="problem"/> is set.</summary>
    /// <param name="headerPage">The text of <c>events/header_page</c>.</param>
    /// <param name="system">The tracepoints' system.</param>
    /// <param name="formats">The texts of the events' <c>format</c> files.</param>
    /// <param name="formatsRead">The formats.</param>
    /// <param name="problem">What can't be used.</param>
    public static bool TryRead(string headerPage, string system, IEnumerable<string> formats, [NotNullWhen(true)] out LiveFormats? formatsRead, [NotNullWhen(false)] out string? problem)
    {
        var order = new PerfBytes(!BitConverter.IsLittleEndian);
        (formatsRead, problem) = (null, null);
        if (!PageLayout.TryParse(headerPage, order, out var layout) || layout.PageBytes is < MinPageBytes or > MaxPageBytes)
        {
            problem = "header_page, the layout of the pages of events, can't be read";
            return false;
        }
        string? found = null;
        var parsed = formats.Select(text => EventFormat.Parse(system, text)).OfType<EventFormat>().ToList();
        var events = new RawEvents(order, parsed, withEntries: true, damage => found ??= damage.Message);
        problem = found ?? (events.Any ? null : $"the formats of {system}'s events can't be read");
        if (problem is not null)
            return false;
        formatsRead = new LiveFormats(layout, events);
        return true;
    }

    private const int MinPageBytes = 256;

    /// <summary>The largest page of a kernel: 1 MB.</summary>
    private const int MaxPageBytes = 4 << 20;
}
