using System.Text;
using Microsoft.Extensions.Logging;

namespace GangExitStream.Cli.Telemetry;

/// <summary>Turns the lines of a command into log events, for a command that runs as a service.</summary>
/// <param name="logger">Receives the events.</param>
/// <param name="command">The command's name.</param>
internal sealed partial class LogLineWriter(ILogger logger, string command) : TextWriter
{
    private const string Prefix = "gangexit: ";

    private readonly StringBuilder _line = new();

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value)
    {
        lock (_line)
        {
            if (value != '\n')
                _line.Append(value);
            else
                EndLine();
        }
    }

    public override void WriteLine(string? value)
    {
        lock (_line)
        {
            _line.Append(value);
            EndLine();
        }
    }

    private void EndLine()
    {
        var text = _line.ToString().TrimEnd('\r');
        _line.Clear();
        text = text.StartsWith(Prefix, StringComparison.Ordinal) ? text[Prefix.Length..] : text;
        if (command == "produce")
            Log.Produce(logger, text);
        else
            Log.Message(logger, text);
    }
}
