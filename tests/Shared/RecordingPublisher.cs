using GangExitStream.Producer.Batching;
using GangExitStream.Producer.Publishing;
using GangExitStream.Schemas.Records;

namespace GangExitStream.Tests.Shared;

/// <summary>A batch as a reader of the topic would see it.</summary>
internal sealed record SeenBatch(KvmHvEventBatch Header, KvmEvent[] Events)
{
    /// <summary>The events' guest_ns; empty: none has one.</summary>
    public long[] GuestNs { get; init; } = [];
}

/// <summary>Keeps what is published, and has as much room as the test gives it.</summary>
internal sealed class RecordingPublisher(int room = int.MaxValue) : IBatchPublisher
{
    private readonly Lock _gate = new();
    private readonly List<SeenBatch> _batches = [];
    private readonly TaskCompletionSource _waitedFor = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _change = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _room = room;

    public DeliveryFault? Fault { get; private set; }

    /// <summary>Somebody has asked to be told when there is room.</summary>
    public Task WaitedFor => _waitedFor.Task;

    public bool HasRoom
    {
        get
        {
            lock (_gate)
                return _room > 0;
        }
    }

    public IReadOnlyList<SeenBatch> Batches
    {
        get
        {
            lock (_gate)
                return [.. _batches];
        }
    }

    public async ValueTask WaitForRoomAsync(CancellationToken stop)
    {
        _waitedFor.TrySetResult();
        while (!HasRoom && Fault is null)
            await Change().WaitAsync(stop);
    }

    public int Publish(in VmBatch batch)
    {
        lock (_gate)
        {
            Assert.True(_room-- > 0, "a batch was published without room");
            _batches.Add(new SeenBatch(batch.Header, batch.Events.ToArray()) { GuestNs = batch.GuestNs.ToArray() });
        }
        Changed();
        return 1;
    }

    public void MakeRoom(int batches)
    {
        lock (_gate)
            _room += batches;
        Changed();
    }

    public void Fail(string reason)
    {
        Fault = new DeliveryFault("topic", 0, reason);
        Changed();
    }

    /// <summary>Waits until so many batches have come.</summary>
    public async Task UntilAsync(int batches, CancellationToken stop)
    {
        while (true)
        {
            var change = Change();
            if (Batches.Count >= batches)
                return;
            await change.WaitAsync(stop);
        }
    }

    private Task Change()
    {
        lock (_gate)
            return _change.Task;
    }

    private void Changed()
    {
        TaskCompletionSource before;
        lock (_gate)
            (before, _change) = (_change, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        before.SetResult();
    }
}
