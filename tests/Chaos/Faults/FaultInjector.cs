using GangExitStream.Tests.Brokers;
using GangExitStream.Tests.Chaos.Fleet;

namespace GangExitStream.Tests.Chaos.Faults;

/// <summary>Injects one fault; returns what it did. Each time at least one instance is left, or started again.</summary>
internal sealed class FaultInjector(KafkaCluster cluster, Instances instances, Publishers publishers, Poison poison, Progress progress, Random random)
{
    private const int MostInstances = 4;
    private static readonly string[] Steps = ["restore", "begin", "produce", "offsets", "commit", "committed", "handover"];
    private static readonly TimeSpan StepPatience = TimeSpan.FromSeconds(20);

    public Task<string> InjectAsync(FaultKind kind) => kind switch
    {
        FaultKind.Kill => KillAsync(),
        FaultKind.Step => StepAsync(),
        FaultKind.Attempt => AttemptAsync(),
        FaultKind.Zombie => ZombieAsync(),
        FaultKind.Broker => BrokerAsync(cluster.Nodes[0]),
        FaultKind.Scale => ScaleAsync(),
        FaultKind.Producer => Task.FromResult(publishers.KillOne(random) ? "a producer killed" : "no producer to kill"),
        FaultKind.Poison => PoisonAsync(),
        _ => LeaderAsync(),
    };

    private async Task<string> KillAsync()
    {
        var victim = instances.Any(random);
        await instances.KillAsync(victim);
        if (instances.Count == 0 || random.Next(2) == 0)
            instances.Start();
        return $"{victim.Name} killed, {instances.Count} left";
    }

    /// <summary>One that shall die at a step, in the place of another, which leaves cleanly.</summary>
    private async Task<string> StepAsync()
    {
        var at = DrawStep();
        var victim = instances.StartThatDies(at);
        if (instances.Count > 1)
            await instances.StopAsync(instances.AnyBut(victim, random));
        var died = await victim.WaitAsync(StepPatience) is not null;
        await instances.KillAsync(victim);
        if (instances.Count == 0)
            instances.Start();
        return died ? $"{victim.Name} died at {at}" : $"{victim.Name} never came to {at}: killed";
    }

    /// <summary>One whose attempt shall fail at a step, beside the others.</summary>
    private async Task<string> AttemptAsync()
    {
        var at = DrawStep();
        var victim = instances.StartThatFails(at);
        if (instances.Count > 2)
            await instances.StopAsync(instances.AnyBut(victim, random));
        return $"{victim.Name} fails at {at}";
    }

    private string DrawStep()
    {
        var step = Steps[random.Next(Steps.Length)];
        return $"{step}:{(step is "restore" or "handover" ? 1 : random.Next(1, 8))}";
    }

    private async Task<string> ZombieAsync()
    {
        if (instances.Count < 2)
            instances.Start();
        var victim = instances.Any(random);
        var time = TimeSpan.FromSeconds(random.Next(4, 40));
        victim.Freeze();
        await Task.Delay(time); // the fault itself lasts so long
        victim.Thaw();
        return $"{victim.Name} frozen for {time.TotalSeconds} s";
    }

    private async Task<string> BrokerAsync(BrokerNode node)
    {
        var logged = node.LogLength;
        await node.KillAsync();
        await Task.Delay(random.Next(0, 3000));
        await cluster.RestartAsync(node, CancellationToken.None);
        var ended = node.HasSkippedMarkers(logged) ? await cluster.EndHangingTransactionsAsync(CancellationToken.None) : 0;
        return $"broker {node.Id} killed and restarted" + (ended == 0 ? "" : $" (KAFKA-20734: transactions hung on {ended} partitions, and were ended)");
    }

    private async Task<string> ScaleAsync()
    {
        var target = random.Next(1, MostInstances);
        while (instances.Count > target)
            await instances.StopAsync(instances.Any(random));
        while (instances.Count < target)
            instances.Start();
        return $"scaled to {target}";
    }

    private async Task<string> PoisonAsync()
    {
        await poison.SendAsync(random);
        return "a poison record";
    }

    private async Task<string> LeaderAsync()
    {
        var (what, id) = random.Next(3) switch
        {
            0 => ("an input partition's leader", progress.Leader("kvm-hv-events", random)),
            1 => ("the group's coordinator", progress.Coordinator()),
            _ => ("a transaction coordinator", progress.Leader("__transaction_state", random)),
        };
        return $"{what}: {await BrokerAsync(cluster.Nodes.Single(node => node.Id == id))}";
    }
}
