using Confluent.Kafka;
using Confluent.Kafka.Admin;
using GangExitStream.Cli;
using GangExitStream.Kafka;
using GangExitStream.Tests.Brokers;
using GangExitStream.Tests.Shared;

namespace GangExitStream.Tests.Integration.Security;

/// <summary>A password that is changed while the commands run: from the next connection on they are refused, and say so, not that a broker is away.</summary>
public sealed class ChangedPasswordTests
{
    private const string Listener = "SASL_PLAINTEXT";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_command_that_runs_names_the_login()
    {
        await using var cluster = await KafkaCluster.StartAsync(Options(), Cancel);
        var plain = new KafkaOptions { BootstrapServers = cluster.BootstrapServers };
        await GangExit.DoneAsync(plain, "topics", "create", "--partitions", "1");
        using var folder = new TemporaryFolder();
        var file = folder.WriteLines("kafka.properties",
            [$"security.protocol={Listener}", "sasl.mechanism=SCRAM-SHA-256", "sasl.username=someone", "sasl.password=before"]);
        string[] brokers = ["--bootstrap-server", cluster.Nodes[0].AddressOf(Listener), "--kafka-properties", file];
        using var processor = ToolProcess.Start(["process", .. brokers]);
        await processor.UntilItSaysAsync("restored partition=0", Cancel);
        using var producer = ToolProcess.Start(["produce", RepoFiles.Trace("power8-2vm-smt2.perf.data"), "--speed", "1", .. brokers]);
        await processor.UntilItSaysAsync("first_commit", Cancel);
        using var watch = ToolProcess.Start(["watch", "exits", "--from-beginning", "--format", "json", .. brokers]);
        Assert.NotNull(await watch.Output.ReadLineAsync(Cancel));
        await ChangePasswordAsync(plain);
        await cluster.Nodes[0].KillAsync();
        await cluster.RestartAsync(cluster.Nodes[0], Cancel);
        foreach (var tool in new[] { producer, watch, processor })
            Assert.Contains("Check the user, its password", await tool.UntilItSaysAsync("GX5013", Cancel), StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, (await processor.TerminateAsync(Cancel)).ExitCode);
    }

    private static async Task ChangePasswordAsync(KafkaOptions plain)
    {
        using var admin = new AdminClientBuilder(plain.ToClientConfig("test")).LogTo(KafkaLogging.None).Build();
        await admin.AlterUserScramCredentialsAsync(
        [
            new UserScramCredentialUpsertion
            {
                User = "someone",
                ScramCredentialInfo = new ScramCredentialInfo { Mechanism = ScramMechanism.ScramSha256, Iterations = 4096 },
                Password = "after"u8.ToArray(),
            },
        ]);
    }

    private static ClusterOptions Options() => new(BrokerFixture.RequireKafkaHome("has a broker with a password of its own"))
    {
        HeapMegabytes = 384,
        JvmOptions = ClusterOptions.FastStart,
        MoreListeners = [Listener],
        FormatArguments = ["--add-scram", "SCRAM-SHA-256=[name=someone,password=before]"],
        ExtraProperties =
        [
            "sasl.enabled.mechanisms=SCRAM-SHA-256",
            "listener.name.sasl_plaintext.scram-sha-256.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;",
        ],
    };
}
