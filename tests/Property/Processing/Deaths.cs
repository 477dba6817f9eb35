using GangExitStream.Processor;
using GangExitStream.Tests.Driver;
using Microsoft.Extensions.Time.Testing;

namespace GangExitStream.Tests.Property.Processing;

/// <summary>Processes a log with faults in between; whatever isn't committed is forgotten with the process that had it.</summary>
internal sealed class Deaths(InputLog log, ProcessorOptions options) : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly Dictionary<int, int> _read = [];
    private GraphDriver? _driver;

    public Committed Committed { get; } = new();

    public async Task<Committed> RunAsync(Step[] steps)
    {
        await StartAsync();
        foreach (var step in steps)
        {
            await SendAsync(step.Records, step.ChunkSize);
            await SufferAsync(step.Fault);
        }
        Assert.True(await SendAsync(int.MaxValue, 16));
        await _driver!.Graph.CompleteAsync();
        return Committed;
    }

    public async ValueTask DisposeAsync()
    {
        if (_driver is not null)
            await _driver.DisposeAsync();
    }

    private async Task StartAsync()
    {
        _driver = new GraphDriver(Committed, options, _time);
        for (var partition = 0; partition < LogGen.Partitions; partition++)
            await AdoptAsync(partition);
    }

    private async Task AdoptAsync(int partition)
    {
        _read[partition] = (int)Committed.Offsets.GetValueOrDefault(partition);
        await _driver!.AdoptAsync(partition);
    }

    private async Task<bool> SendAsync(int count, int chunkSize)
    {
        var next = log.Records.Where(record => record.Offset >= _read[record.Partition]).Take(count).ToList();
        foreach (var record in next)
            _read[record.Partition] = (int)record.Offset + 1;
        return await _driver!.SendAsync(next, chunkSize);
    }

    private async Task SufferAsync(Fault fault)
    {
        if (fault == Fault.Commit)
            Assert.True(await _driver!.FlushAsync());
        else if (fault == Fault.HandOver)
            await HandOverAsync();
        else if (fault == Fault.AbortedCommit)
            await AbortAsync();
        else if (fault == Fault.Crash)
            await RestartAsync();
    }

    private async Task HandOverAsync()
    {
        Assert.True(await _driver!.ReleaseAsync(0));
        await _driver.SendAsync(log.Records.Where(record => record.Partition == 0).Take(2)); // fetched before: nobody's now
        await AdoptAsync(0);
    }

    private async Task AbortAsync()
    {
        Committed.Before = static _ => throw new InvalidOperationException("aborted");
        await _driver!.FlushAsync();
        Committed.Before = static _ => Task.CompletedTask;
        await RestartAsync();
    }

    private async Task RestartAsync()
    {
        await _driver!.DisposeAsync();
        await StartAsync();
    }
}
