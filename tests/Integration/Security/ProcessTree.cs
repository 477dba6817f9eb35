using System.Globalization;

namespace GangExitStream.Tests.Integration.Security;

/// <summary>A process and its descendants, from /proc.</summary>
internal static class ProcessTree
{
    /// <summary>Their command lines, with blanks between the arguments.</summary>
    public static List<string> CommandLines(int root)
    {
        var found = new List<string>();
        var next = new Queue<int>([root]);
        while (next.TryDequeue(out var process))
        {
            found.Add(Read($"/proc/{process}/cmdline").Replace('\0', ' '));
            foreach (var child in Children(process))
                next.Enqueue(child);
        }
        return found;
    }

    // Each thread has the children that it started.
    private static IEnumerable<int> Children(int process) =>
        Directory.GetDirectories($"/proc/{process}/task")
            .SelectMany(thread => Read(Path.Combine(thread, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(id => int.Parse(id, CultureInfo.InvariantCulture));

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return ""; // it has ended since
        }
    }
}
