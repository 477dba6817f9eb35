using System.Text;
using Microsoft.Extensions.Logging;

namespace GangExitStream.Cli.Telemetry;

/// <summary>Takes the lines that <c>produce</c> writes for people, and makes events of them where it is run as a service.</summary>
internal sealed partial class LogLineWriter(ILogger logger) : TextWriter
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
        Log.Produce(logger, text.StartsWith(Prefix, StringComparison.Ordinal) ? text[Prefix.Length..] : text);
    }
}
