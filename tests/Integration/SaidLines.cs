using System.Collections.Concurrent;
using System.Text;

namespace GangExitStream.Tests.Integration;

/// <summary>What a run says, to be looked at while it goes on on other threads.</summary>
internal sealed class SaidLines : TextWriter
{
    private readonly ConcurrentQueue<string> _lines = new();

    public override Encoding Encoding => Encoding.UTF8;

    public bool Has(string text) => _lines.Any(line => line.Contains(text, StringComparison.Ordinal));

    public override void WriteLine(string? value) => _lines.Enqueue(value ?? "");

    public override void Write(char value) => _lines.Enqueue(value.ToString());

    public override string ToString() => string.Join('\n', _lines);
}
