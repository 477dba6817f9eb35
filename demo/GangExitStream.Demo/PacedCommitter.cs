using GangExitStream.Processor.Epochs;

namespace GangExitStream.Demo;

/// <summary>Commits an epoch, and waits until its outputs have been read, because the embedded broker keeps only 5 MB (see <see cref="Flow"/>).</summary>
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
