namespace GangExitStream.Tests.Shared;

/// <summary>A folder that goes with the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("gangexit-test-").FullName;

    public string PathOf(string name) => Path.Combine(_path, name);

    public string Write(string name, ReadOnlySpan<byte> bytes)
    {
        File.WriteAllBytes(PathOf(name), bytes);
        return PathOf(name);
    }

    public string WriteLines(string name, IEnumerable<string> lines)
    {
        File.WriteAllLines(PathOf(name), lines);
        return PathOf(name);
    }

    public string Copy(string from, string name)
    {
        File.Copy(from, PathOf(name));
        return PathOf(name);
    }

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
