using System.Text;
using GangExitStream.Kafka.Logging;

namespace GangExitStream.Cli.Telemetry;

/// <summary>Takes lines meant for people, and makes events of them, for a command that is run as a service.</summary>
internal sealed class LogLineWriter(LifecycleLog log, string name) : TextWriter
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
        log.Write(LogEvent.Info(name, ("text", text.StartsWith(Prefix, StringComparison.Ordinal) ? text[Prefix.Length..] : text)));
    }
}
