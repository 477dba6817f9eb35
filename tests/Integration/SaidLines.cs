using System.Collections.Concurrent;
using System.Text;

namespace GangExitStream.Tests.Integration;

/// <summary>Collects the output lines of a run, to be read while it continues on other threads.</summary>
internal sealed class SaidLines : TextWriter
{
    private readonly ConcurrentQueue<string> _lines = new();

    public override Encoding Encoding => Encoding.UTF8;

    public bool Has(string text) => _lines.Any(line => line.Contains(text, StringComparison.Ordinal));

    public override void WriteLine(string? value) => _lines.Enqueue(value ?? "");

    public override void Write(char value) => _lines.Enqueue(value.ToString());

    public override string ToString() => string.Join('\n', _lines);
}
