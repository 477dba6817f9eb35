using GangExitStream.Cli.Options;
using GangExitStream.Cli.Watch.Table;
using GangExitStream.Subscriber;
using GangExitStream.Subscriber.Json;
using GangExitStream.Subscriber.Reading;

namespace GangExitStream.Cli.Watch;

/// <summary>One <c>watch</c>: chooses the view, opens what is needed, reads, closes.</summary>
internal static class WatchRun
{
    private const int BrokenPipe = 32; // EPIPE

    public static async Task<int> RunAsync<T, TRecord>(WatchOptions options, Func<ITableModel<T>> model, WatchTerminal terminal, CancellationToken stop)
        where TRecord : struct, IWatchedRecord<T>
    {
        var json = options.Format is { } format ? format == WatchFormat.Json : !terminal.IsLive;
        var notes = new WatchNotes(terminal.Error, wait: !json && terminal.IsLive, quiet: terminal.Verbosity == Verbosity.Quiet);
        if (options is { ExitAtEnd: true, FromBeginning: false })
            notes.WriteStatus("--exit-at-end without --from-beginning: the reading starts at the end, so there is nothing to read.");
        if (terminal.Verbosity == Verbosity.Verbose)
            notes.Write($"Reading {options.Topic} at {options.Kafka.BootstrapServers}, {(options.FromBeginning ? "from its beginning" : "what is new")}{(options.ExitAtEnd ? ", up to its end as of now" : "")}.");
        int exit;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using (IWatchView<T> view = json ? new JsonLines<T, TRecord>(terminal.Output) : Table(options, model(), terminal, notes, end.Cancel))
            exit = await ReadAsync<T, TRecord>(options, view, notes, terminal, end.Token);
        notes.WriteWaiting();
        return exit;
    }

    private static async Task<int> ReadAsync<T, TRecord>(WatchOptions options, IWatchView<T> view, WatchNotes notes, WatchTerminal terminal, CancellationToken stop)
        where TRecord : struct, IWatchedRecord<T>
    {
        var loop = new WatchLoop<T, TRecord>(options, view, notes, terminal.Time);
        // The client's polls block: not on the caller's thread.
        var reading = Task.Run(() => loop.RunAsync(stop), CancellationToken.None);
        try
        {
            return ExitCode.Of(await reading);
        }
        catch (IOException e) when (e.HResult == BrokenPipe)
        {
            return ExitCode.Done; // whoever read our pipe has seen enough
        }
    }

    // In a method of its own: the terminal library is loaded only where a table is asked for.
    private static TableView<T> Table<T>(WatchOptions options, ITableModel<T> model, WatchTerminal terminal, WatchNotes notes, Action leave) =>
        new(model, new TableHeader(options.Topic, options.Filter.ToString()), terminal, notes, allRowsAtEnd: options.ExitAtEnd, leave);
}
