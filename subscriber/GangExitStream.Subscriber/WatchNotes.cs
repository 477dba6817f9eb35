namespace GangExitStream.Subscriber;

/// <summary>
/// What the user is told beside the records. Over a live table standard error has to wait: the table's footer shows the
/// last note, and all are written when the table is gone.
/// </summary>
internal sealed class WatchNotes(TextWriter error, bool wait, bool quiet = false)
{
    private const int MaxWaiting = 50;

    private readonly Queue<string> _waiting = new();

    /// <summary>The last note; null: none yet.</summary>
    public string? Last { get; private set; }

    /// <summary>From any thread.</summary>
    public void Say(string line)
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

    /// <summary>The same, of what is no fault, or may pass by itself.</summary>
    public void Mention(string line)
    {
        if (!quiet)
            Say(line);
    }

    public void WriteWaiting()
    {
        lock (_waiting)
        {
            while (_waiting.TryDequeue(out var line))
                error.WriteLine(line);
        }
    }
}
