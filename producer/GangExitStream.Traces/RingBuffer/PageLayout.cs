using System.Runtime.InteropServices;

namespace GangExitStream.Traces.RingBuffer;

/// <summary>
/// Field positions in the header of a ring-buffer page, from the text of tracefs' <c>events/header_page</c>: a u64 time stamp, a commit
/// word of the size of the kernel's long, then the data up to the page's end.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct PageLayout(PerfBytes Order, int Timestamp, int Commit, int CommitBytes, int Data, int PageBytes)
{
    private const int MaxHeadBytes = 256;

    /// <summary>Parses the text; false: a field is missing or has an impossible position.</summary>
    public static bool TryParse(string headerPage, PerfBytes order, out PageLayout layout)
    {
        EventField? timestamp = null, commit = null, data = null;
        foreach (var line in headerPage.AsSpan().EnumerateLines())
        {
            if (!EventFormat.TryField(line.Trim(), out var name, out var field))
                continue;
            timestamp = name == "timestamp" ? field : timestamp;
            commit = name == "commit" ? field : commit;
            data = name == "data" ? field : data;
        }
        layout = new PageLayout(order, timestamp?.Offset ?? 0, commit?.Offset ?? 0, commit?.Size ?? 0, data?.Offset ?? 0, data?.End ?? 0);
        return timestamp is { Size: 8, Offset: <= MaxHeadBytes } && commit is { Size: 4 or 8, Offset: <= MaxHeadBytes }
            && data is { Offset: <= MaxHeadBytes }
            && timestamp.Value.End <= data.Value.Offset && commit.Value.End <= data.Value.Offset;
    }
}
