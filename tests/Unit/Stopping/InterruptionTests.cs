using GangExitStream.Cli;
using Microsoft.Extensions.Time.Testing;

namespace GangExitStream.Tests.Unit.Stopping;

/// <summary>Effects of the first and the second signal, simulated. tests/Integration sends real signals to the tool as a process.</summary>
public sealed class InterruptionTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly TaskCompletionSource<int> _command = new();

    [Fact]
    public async Task A_command_that_stops_when_it_is_told_to_has_its_own_exit_code()
    {
        using var interruption = new Interruption(_time);
        using var stopping = interruption.Token.Register(() => _command.SetResult(7));
        var end = interruption.EndOfAsync(_command.Task);
        Assert.False(end.IsCompleted);
        Assert.True(interruption.Stop(143));
        Assert.Equal(7, await end.WaitAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_command_that_does_not_stop_in_time_is_given_up()
    {
        using var interruption = new Interruption(_time);
        var end = interruption.EndOfAsync(_command.Task);
        Assert.True(interruption.Stop(143));
        while (!end.IsCompleted) // the wait begins on another thread
        {
            await Task.Yield();
            _time.Advance(Interruption.StopTimeout);
        }
        Assert.Equal(143, await end);
    }

    [Fact]
    public async Task A_command_that_fails_fails()
    {
        using var interruption = new Interruption(_time);
        _command.SetException(new IOException("disk full"));
        await Assert.ThrowsAsync<IOException>(() => interruption.EndOfAsync(_command.Task));
    }

    [Fact]
    public void The_second_signal_is_not_ours_to_handle()
    {
        using var interruption = new Interruption(_time);
        Assert.True(interruption.Stop(130));
        Assert.True(interruption.Token.IsCancellationRequested);
        Assert.False(interruption.Stop(130));
    }
}
