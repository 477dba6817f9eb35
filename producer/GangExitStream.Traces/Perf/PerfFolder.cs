using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace GangExitStream.Traces.Perf;

/// <summary>
/// A folder that perf wrote. By <c>perf record --threads</c>: the file <c>data</c>, a perf.data whose header has DIR_FORMAT, and beside it
/// data.0, data.1 …, each the records of one CPU's buffer, in time order, without a header. By <c>perf record --kcore</c>: a whole perf.data
/// named <c>data</c>, and a folder kcore_dir, which isn't needed.
/// </summary>
internal sealed class PerfFolder
{
    private const string HeadName = "data";

    private PerfFolder(IReadOnlyList<string> files, int missing) => (Files, Missing) = (files, missing);

    /// <summary>What a perf.data is that is no folder's.</summary>
    public static PerfFolder None { get; } = new([], 0);

    /// <summary>Paths of data.0, data.1 …</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>How many numbers below the largest have no file.</summary>
    public int Missing { get; }

    public bool IsEmpty => Files.Count == 0;

    /// <summary>The file of a folder that describes the recording.</summary>
    public static bool TryFindHead(string folder, out string head, [NotNullWhen(false)] out string? problem)
    {
        head = Path.Combine(folder, HeadName);
        problem = File.Exists(head) ? null
            : File.Exists(Path.Combine(folder, "metadata")) ? "it is a directory with a CTF trace (perf data convert --to-ctf, LTTng), which isn't read; name the perf.data that it was made from"
            : "it is a directory, and not one of perf record --threads or --kcore: no file named data is in it";
        return problem is null;
    }

    /// <summary>The files beside a head; none where it isn't known where it lies.</summary>
    public static PerfFolder Of(Stream head)
    {
        if (head is not FileStream file || Path.GetDirectoryName(file.Name) is not { } folder)
            return None;
        var files = Directory.EnumerateFiles(folder, HeadName + ".*")
            .Select(path => (Path: path, Number: NumberOf(path)))
            .Where(part => part.Number >= 0)
            .OrderBy(part => part.Number)
            .ToList();
        return files.Count == 0 ? None : new PerfFolder([.. files.Select(part => part.Path)], files[^1].Number + 1 - files.Count);
    }

    private static int NumberOf(string path) =>
        int.TryParse(Path.GetExtension(path.AsSpan()).TrimStart('.'), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
}
