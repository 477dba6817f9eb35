using System.Collections.Immutable;
using System.Text;

namespace GangExitStream.Producer.Live.Command;

/// <summary>
/// The lines of a command's standard error, bounded: the first ones, where perf names the error, and the last ones. Lines between them and
/// characters beyond a line's cap are dropped.
/// </summary>
internal sealed class StderrLines
{
    private const int MaxLines = 16;
    private const int MaxLineChars = 400;

    private readonly List<string> _first = [];
    private readonly Queue<string> _last = new();
    private readonly StringBuilder _line = new();
    private readonly Lock _gate = new();

    /// <summary>The lines kept, oldest first, including an unfinished one.</summary>
    public ImmutableArray<string> Lines
    {
        get
        {
            lock (_gate)
                return [.. _first, .. _last, .. Unfinished()];
        }
    }

    /// <summary>Reads a stream to its end.</summary>
    public async Task ReadAsync(StreamReader from)
    {
        var chars = new char[1024];
        try
        {
            for (int read; (read = await from.ReadAsync(chars)) > 0;)
                Add(chars.AsSpan(0, read));
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // Closed while reading: the lines so far are kept.
        }
    }

    public void Add(ReadOnlySpan<char> chars)
    {
        lock (_gate)
        {
            foreach (var c in chars)
                Add(c);
        }
    }

    private void Add(char c)
    {
        if (c == '\n')
            EndLine();
        else if (_line.Length < MaxLineChars)
            _line.Append(char.IsControl(c) ? ' ' : c);
    }

    private void EndLine()
    {
        foreach (var line in Unfinished())
            Keep(line);
        _line.Clear();
    }

    private void Keep(string line)
    {
        if (_first.Count < MaxLines)
        {
            _first.Add(line);
            return;
        }
        _last.Enqueue(line);
        if (_last.Count > MaxLines)
            _last.Dequeue();
    }

    private IEnumerable<string> Unfinished() => _line.ToString().Trim() is { Length: > 0 } line ? [line] : [];
}
