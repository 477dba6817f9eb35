using GangExitStream.Cli;
using GangExitStream.Cli.Produce;
using GangExitStream.Producer;
using GangExitStream.Producer.Batching;
using Microsoft.Extensions.Time.Testing;

namespace GangExitStream.Tests.Unit.Produce;

/// <summary>Log lines of publishing in a service.</summary>
public sealed class ProduceProgressTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly StringWriter _error = new();

    public void Dispose() => _error.Dispose();

    [Fact]
    public void Off_a_terminal_there_is_a_line_every_30_seconds()
    {
        var totals = new PublishTotals();
        using (var progress = new ProduceProgress(Io(isTerminal: false), totals) { Trace = "live", BytesRead = 5_400_000 })
        {
            for (var i = 0; i < 3; i++)
                totals.Count(new VmBatch(default!, new KvmEvent[100]), 1);
            _time.Advance(TimeSpan.FromSeconds(29));
            Assert.Equal("", _error.ToString());
            _time.Advance(TimeSpan.FromSeconds(1));
            _time.Advance(TimeSpan.FromSeconds(30));
        }
        Assert.Equal(
            "gangexit: live: so far 300 events in 3 batches, 5 MB read, now 10 events/s\ngangexit: live: so far 300 events in 3 batches, 5 MB read, now 0 events/s\n",
            _error.ToString());
        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(2, _error.ToString().Count(static c => c == '\n'));
    }

    [Fact]
    public void On_a_terminal_one_line_is_written_over()
    {
        using (new ProduceProgress(Io(isTerminal: true), new PublishTotals()))
            _time.Advance(TimeSpan.FromSeconds(60));
        Assert.DoesNotContain('\n', _error.ToString());
        Assert.Contains("\e[K", _error.ToString(), StringComparison.Ordinal);
    }

    private AppIo Io(bool isTerminal) => new() { Output = Stream.Null, Error = _error, OpenInput = static () => Stream.Null, ErrorIsTerminal = isTerminal, Time = _time };
}
