using GangExitStream.Processor.Epochs;

namespace GangExitStream.Demo;

/// <summary>Lets no epoch be written before all that the one before it has written has been read: the embedded broker keeps 5 MB.</summary>
internal sealed class PacedCommitter(IEpochCommitter transactions, Flow flow, CancellationToken stop) : IEpochCommitter
{
    public Task WriteAsync(EpochPart part, CancellationToken cancel) => transactions.WriteAsync(part, cancel);

    public async Task CommitAsync(Epoch epoch, CancellationToken cancel)
    {
        await transactions.CommitAsync(epoch, cancel);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, stop);
        await flow.CommittedAsync(epoch, either.Token);
    }
}
