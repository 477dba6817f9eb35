using System.Globalization;
using GangExitStream.Tests.Chaos.Host;

namespace GangExitStream.Tests.Chaos.Fleet;

/// <summary>The <c>gangexit process</c> that run.</summary>
internal sealed class Instances(Toolbox tools) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly string[] Arguments = ["process", "--commit-interval", "100ms"];

    private readonly List<ToolProcess> _running = [];
    private readonly Dictionary<ToolProcess, int> _ids = [];
    private int _started;

    /// <summary>Instances that run, or should.</summary>
    public int Count => _running.Count;

    public ToolProcess Start() => Add(id => tools.Start($"process-{++_started}", [.. Arguments, .. tools.MemberId(id)]));

    /// <summary>One of this program's own host, which dies at a step ("STEP:N").</summary>
    public ToolProcess StartThatDies(string at) => Add(id => tools.StartFaulty($"process-{++_started}", FaultyProcess.DiesAt, at, tools.MemberId(id)));

    /// <summary>One of that host whose attempt fails at a step.</summary>
    public ToolProcess StartThatFails(string at) => Add(id => tools.StartFaulty($"process-{++_started}", FaultyProcess.FailsAt, at, tools.MemberId(id)));

    public ToolProcess Any(Random random) => _running[random.Next(_running.Count)];

    public ToolProcess AnyBut(ToolProcess process, Random random)
    {
        var others = _running.FindAll(other => other != process);
        return others[random.Next(others.Count)];
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync(ToolProcess process)
    {
        if (process.IsRunning)
            process.Kill();
        Remove(process);
        await process.DisposeAsync();
    }

    /// <summary>SIGTERM: it must end well.</summary>
    public async Task StopAsync(ToolProcess process)
    {
        _running.Remove(process);
        process.Terminate();
        var exit = await process.WaitAsync(Patience);
        if (exit != 0)
            throw new ChaosException($"{process.Name} was told to stop and ended with {exit?.ToString(CultureInfo.InvariantCulture) ?? "nothing in a minute"}: {process.ErrorText()}");
        _ids.Remove(process);
        await process.DisposeAsync();
    }

    public async Task StopAllAsync()
    {
        while (_running.Count > 0)
            await StopAsync(_running[^1]);
    }

    /// <summary>None of them may end by itself, but where no broker answered when it started: then somebody starts it again.</summary>
    public void Check()
    {
        if (_running.Find(process => !process.IsRunning) is not { } dead)
            return;
        if (dead.ErrorText().Contains("GX5011", StringComparison.Ordinal))
        {
            Remove(dead);
            Start();
        }
        else
        {
            throw new ChaosException($"{dead.Name} ended by itself with {dead.ExitCode}: {dead.ErrorText()}");
        }
    }

    /// <summary>Starts one with the first id that no living one has.</summary>
    private ToolProcess Add(Func<int, ToolProcess> start)
    {
        var id = Enumerable.Range(0, _ids.Count + 1).First(id => !_ids.ContainsValue(id));
        var process = start(id);
        _ids.Add(process, id);
        _running.Add(process);
        return process;
    }

    private void Remove(ToolProcess process)
    {
        _running.Remove(process);
        _ids.Remove(process);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _running)
            await process.DisposeAsync();
    }
}
