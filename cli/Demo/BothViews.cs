using GangExitStream.Subscriber;

namespace GangExitStream.Cli.Demo;

/// <summary>Shows the same records in two views. Disposes the first one only.</summary>
internal sealed class BothViews<T>(IWatchView<T>? first, IWatchView<T> second) : IWatchView<T>
{
    public void Add(in T item)
    {
        first?.Add(in item);
        second.Add(in item);
    }

    public void Show(in WatchProgress progress)
    {
        first?.Show(in progress);
        second.Show(in progress);
    }

    public void Complete(in WatchProgress progress)
    {
        first?.Complete(in progress);
        second.Complete(in progress);
    }

    public void Dispose() => first?.Dispose();
}
