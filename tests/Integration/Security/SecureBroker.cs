using Confluent.Kafka;
using Confluent.Kafka.Admin;
using GangExitStream.Kafka;
using GangExitStream.Tests.Brokers;

namespace GangExitStream.Tests.Integration.Security;

/// <summary>
/// A broker with authentication (SASL_SSL: PLAIN, SCRAM-SHA-512, OAUTHBEARER; SSL: client certificates) and ACLs. Each command has its own
/// user. The plaintext listener is for the fixture, which grants the rights.
/// </summary>
public sealed class SecureBroker : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private static readonly string[] Users = ["topics", "produce", "process", "watch"];

    private Certificates? _authority;
    private KafkaCluster? _cluster;
    private IAdminClient? _admin;

    /// <summary>Certificates and properties files; goes with the broker.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("gangexit-secure-").FullName;

    /// <summary>The one secret of all users: it must be in no output.</summary>
    public string Secret { get; } = $"hush-{Guid.NewGuid():N}";

    internal ClientFiles Files { get; private set; } = null!;

    internal IReadOnlyList<AclRule> Rules { get; } = AclTable.Read();

    public string AddressOf(string listener) => _cluster!.Nodes[0].AddressOf(listener);

    public async ValueTask InitializeAsync()
    {
        if (BrokerSource.KafkaHome is not { } home)
            return; // the tests skip themselves
        _authority = new Certificates(Folder, "authority");
        _cluster = await KafkaCluster.StartAsync(Options(home, _authority), TestContext.Current.CancellationToken);
        Files = new ClientFiles(Folder, _authority, Secret);
        _admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = _cluster.BootstrapServers }).LogTo(KafkaLogging.None).Build();
    }

    public async ValueTask DisposeAsync()
    {
        _admin?.Dispose();
        _authority?.Dispose();
        if (_cluster is not null)
            await _cluster.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>Grants the rules on topics of that prefix, and takes every other right away.</summary>
    internal async Task GrantAsync(IEnumerable<AclRule> rules, string topicPrefix)
    {
        await _admin!.DeleteAclsAsync([Any]);
        var bindings = rules.Select(rule => rule.ToBinding(topicPrefix)).ToList();
        await _admin.CreateAclsAsync(bindings);
        using var deadline = new CancellationTokenSource(Deadline);
        while ((await _admin.DescribeAclsAsync(Any)).AclBindings.Count != bindings.Count)
            deadline.Token.ThrowIfCancellationRequested(); // the broker learns of them from the metadata log
    }

    private static AclBindingFilter Any => new()
    {
        PatternFilter = new ResourcePatternFilter { Type = ResourceType.Any, ResourcePatternType = ResourcePatternType.Any },
        EntryFilter = new AccessControlEntryFilter { Operation = AclOperation.Any, PermissionType = AclPermissionType.Any },
    };

    private ClusterOptions Options(string home, Certificates authority) => new(home)
    {
        HeapMegabytes = 384,
        JvmOptions = ClusterOptions.FastStart,
        MoreListeners = ["SASL_SSL", "SSL"],
        FormatArguments = [.. Users.SelectMany(user => new[] { "--add-scram", $"SCRAM-SHA-512=[name={user},password={Secret}]" })],
        ExtraProperties =
        [
            "authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer",
            "super.users=User:ANONYMOUS",
            "ssl.keystore.type=PEM",
            $"ssl.keystore.location={authority.IssueServer()}",
            "ssl.truststore.type=PEM",
            $"ssl.truststore.location={authority.AuthorityFile}",
            "listener.name.ssl.ssl.client.auth=required",
            "ssl.principal.mapping.rules=RULE:^CN=(.*)$/$1/",
            "sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-512,OAUTHBEARER",
            Login("plain", "plain.PlainLoginModule", [.. Users.Select(user => $"user_{user}=\"{Secret}\"")]),
            Login("scram-sha-512", "scram.ScramLoginModule"),
            Login("oauthbearer", "oauthbearer.OAuthBearerLoginModule", "unsecuredLoginStringClaim_sub=\"broker\""),
        ],
    };

    private static string Login(string mechanism, string module, params string[] options) =>
        $"listener.name.sasl_ssl.{mechanism}.sasl.jaas.config=org.apache.kafka.common.security.{module} required {string.Join(' ', options)};";
}
