namespace GangExitStream.Cli.Watch.Table;

/// <summary>What keys have made of the table: its order, where it begins, whom it shows, whether it stands still.</summary>
internal sealed class TableKeys
{
    /// <summary>A filter longer than this finds nobody.</summary>
    private const int MaxFilter = 64;

    /// <summary>What rows are sorted by.</summary>
    public RowOrder Order { get; private set; }

    /// <summary>Rows above the first one that is shown; not more than there are, which only the table knows.</summary>
    public int Offset { get; private set; }

    /// <summary>Nothing is drawn anew; records are still taken.</summary>
    public bool IsPaused { get; private set; }

    /// <summary>Only rows whose host, source, process id or name of the VM has this in it.</summary>
    public string Filter { get; private set; } = "";

    /// <summary>The filter is being typed.</summary>
    public bool IsTyping { get; private set; }

    /// <summary>The user wants to leave.</summary>
    public bool IsOver { get; private set; }

    /// <summary>One key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="page">Rows of a screen.</param>
    public void Press(ConsoleKeyInfo key, int page)
    {
        if (IsTyping)
            Type(key);
        else if (StepOf(key.Key, page) is { } step)
            Offset = Math.Max(0, Math.Min(Offset, int.MaxValue / 2) + step);
        else
            Do(key);
    }

    /// <summary>What the footer says of them.</summary>
    public static string Legend(bool sorts) => $"q quit  {(sorts ? "s sort  " : "")}/ filter  p pause  ↑↓ scroll";

    /// <summary>Of so many rows, of which so many fit: the offset whose page is full.</summary>
    public int OffsetIn(int rows, int fit) => Offset = Math.Clamp(Offset, 0, Math.Max(0, rows - Math.Max(1, fit)));

    /// <summary>Whether the filter lets a row through.</summary>
    public bool Shows(params ReadOnlySpan<string?> words)
    {
        foreach (var word in words)
        {
            if (word?.Contains(Filter, StringComparison.OrdinalIgnoreCase) == true)
                return true;
        }
        return false;
    }

    /// <summary>What isn't as at the start, for the footer; null: nothing.</summary>
    public string? Text => IsTyping ? $"filter: {Filter}▏ (Enter, Esc)"
        : string.Join("  ", new[] { IsPaused ? "PAUSED" : "", Filter.Length > 0 ? $"filter: {Filter} (Esc)" : "" }.Where(static text => text.Length > 0)) is { Length: > 0 } text ? text : null;

    private static int? StepOf(ConsoleKey key, int page) => key switch
    {
        ConsoleKey.UpArrow => -1,
        ConsoleKey.DownArrow => 1,
        ConsoleKey.PageUp => -page,
        ConsoleKey.PageDown => page,
        ConsoleKey.Home => int.MinValue / 2,
        ConsoleKey.End => int.MaxValue / 2,
        _ => null,
    };

    private void Do(ConsoleKeyInfo key)
    {
        switch (key.KeyChar)
        {
            case 'q':
                IsOver = true;
                break;
            case 's':
                (Order, Offset) = (Order == RowOrder.Exits ? RowOrder.Rate : Order + 1, 0);
                break;
            case ' ' or 'p':
                IsPaused = !IsPaused;
                break;
            case '/':
                (IsTyping, Filter, Offset) = (true, "", 0);
                break;
            case '\e':
                Filter = "";
                break;
        }
    }

    private void Type(ConsoleKeyInfo key)
    {
        switch (key.Key)
        {
            case ConsoleKey.Enter:
                IsTyping = false;
                break;
            case ConsoleKey.Escape:
                (IsTyping, Filter) = (false, "");
                break;
            case ConsoleKey.Backspace when Filter.Length > 0:
                Filter = Filter[..^1];
                break;
            default:
                if (!char.IsControl(key.KeyChar) && Filter.Length < MaxFilter)
                    Filter += key.KeyChar;
                break;
        }
    }
}

/// <summary>What the rows of counts are sorted by, the most first; hosts by name.</summary>
internal enum RowOrder
{
    /// <summary>Gang exits a second: the order at the start, since an open window's count begins at 0 again and again.</summary>
    Rate,

    /// <summary>Share of the runs.</summary>
    Share,

    /// <summary>Share of the thread-time that gang exits took, at most.</summary>
    Lost,

    /// <summary>Threads that were forced out.</summary>
    Forced,

    /// <summary>Host and VM.</summary>
    Host,

    /// <summary>Gang exits of the latest window.</summary>
    Exits,
}
