using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace GangExitStream.Traces.Perf.Files;

/// <summary>
/// A folder that perf wrote. <c>perf record --threads</c> writes the file <c>data</c>, a perf.data whose header has DIR_FORMAT, and
/// data.0, data.1 …, each with the records of one CPU's buffer in time order, without a header. <c>perf record --kcore</c> writes a complete perf.data
/// named <c>data</c>, and a folder kcore_dir, which is not used.
/// </summary>
internal sealed class PerfFolder
{
    private const string HeadName = "data";

    private PerfFolder(IReadOnlyList<string> files, int missing) => (Files, Missing) = (files, missing);

    /// <summary>Stands for a perf.data that is a single file.</summary>
    public static PerfFolder None { get; } = new([], 0);

    /// <summary>Paths of data.0, data.1 …</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>Number of missing files below the largest number.</summary>
    public int Missing { get; }

    public bool IsEmpty => Files.Count == 0;

    /// <summary>Finds the file <c>data</c> of a folder, which describes the recording.</summary>
    public static bool TryFindHead(string folder, out string head, [NotNullWhen(false)] out string? problem)
    {
        head = Path.Combine(folder, HeadName);
        problem = File.Exists(head) ? null
            : File.Exists(Path.Combine(folder, "metadata")) ? "a directory with a CTF trace (perf data convert --to-ctf, LTTng), which is not supported; name the perf.data that it was converted from"
            : "a directory, but not one of perf record --threads or --kcore: it has no file named data";
        return problem is null;
    }

    /// <summary>The files beside the head; <see cref="None"/> when there are none, or when the head's path is not known.</summary>
    public static PerfFolder Of(Stream head)
    {
        if (head is not FileStream file || !Path.IsPathFullyQualified(file.Name) || Path.GetDirectoryName(file.Name) is not { } folder)
            return None; // standard input, for example, has no path
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
