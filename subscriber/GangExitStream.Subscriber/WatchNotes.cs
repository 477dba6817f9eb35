namespace GangExitStream.Subscriber;

/// <summary>
/// Messages of a watch to the user. While a live table is shown, standard error must not be written: the footer of the table shows the
/// last message, and all messages are written when the table is closed.
/// </summary>
/// <param name="error">Destination of the messages.</param>
/// <param name="wait">Messages wait for <see cref="WriteWaiting"/>.</param>
/// <param name="quiet"><see cref="WriteStatus"/> adds nothing.</param>
public sealed class WatchNotes(TextWriter error, bool wait, bool quiet = false)
{
    private const int MaxWaiting = 50;

    private readonly Queue<string> _waiting = new();

    /// <summary>The last message; null: none yet.</summary>
    public string? Last { get; private set; }

    /// <summary>Adds a message. Thread-safe.</summary>
    public void Write(string line)
    {
        lock (_waiting)
        {
            Last = line;
            if (!wait)
                error.WriteLine(line);
            else if (_waiting.Count < MaxWaiting)
                _waiting.Enqueue(line);
        }
    }

    /// <summary>Adds a message that is not a fault, or of a state that may pass by itself; --quiet leaves it out.</summary>
    public void WriteStatus(string line)
    {
        if (!quiet)
            Write(line);
    }

    /// <summary>Writes the messages that wait, when the table is closed.</summary>
    public void WriteWaiting()
    {
        lock (_waiting)
        {
            while (_waiting.TryDequeue(out var line))
                error.WriteLine(line);
        }
    }
}
