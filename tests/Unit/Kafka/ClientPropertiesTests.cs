using GangExitStream.Kafka;
using GangExitStream.Kafka.Properties;

namespace GangExitStream.Tests.Unit.Kafka;

public sealed class ClientPropertiesTests
{
    [Theory]
    [InlineData("security.protocol=SASL_SSL", "security.protocol=SASL_SSL")]
    [InlineData("sasl.mechanism=SCRAM-SHA-512", "sasl.mechanism=SCRAM-SHA-512")]
    [InlineData("ssl.endpoint.identification.algorithm=", "ssl.endpoint.identification.algorithm=none")]
    [InlineData("ssl.truststore.type=PEM\nssl.truststore.location=/ca.pem", "ssl.ca.location=/ca.pem")]
    [InlineData("ssl.keystore.type=PEM\nssl.keystore.location=/k.pem\nssl.key.password=x", "ssl.certificate.location=/k.pem ssl.key.location=/k.pem ssl.key.password=x")]
    [InlineData("ssl.keystore.location=/k.p12\nssl.keystore.password=x", "ssl.keystore.location=/k.p12 ssl.keystore.password=x")]
    [InlineData("security.protocol=SASL_SSL\nsasl.mechanism=OAUTHBEARER\nenable.sasl.oauthbearer.unsecure.jwt=true", "enable.sasl.oauthbearer.unsecure.jwt=true sasl.mechanism=OAUTHBEARER security.protocol=SASL_SSL")]
    [InlineData("fetch.max.wait.ms=7\nrequest.timeout.ms=30000", "fetch.wait.max.ms=7 request.timeout.ms=30000")]
    [InlineData("linger.ms = 5 ", "linger.ms=5")]
    [InlineData("sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username=\"a b\" password='p\\\\'q=;';", "sasl.password=p'q=; sasl.username=a b")]
    [InlineData("sasl.jaas.config=x.ScramLoginModule required username=u password=\"p\" ;\nsasl.username=other", "sasl.password=p sasl.username=other")]
    public void Java_names_become_those_of_librdkafka(string text, string expected)
    {
        var client = Read(text);
        Assert.Empty(client.Problems);
        Assert.Equal(expected, string.Join(' ', client.Values.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key}={p.Value}")));
    }

    [Theory]
    [InlineData("no.such.property=1", KafkaProblemId.UnknownProperty, "no.such.property")]
    [InlineData("linger.ms=soon", KafkaProblemId.PropertyValue, "linger.ms")]
    [InlineData("ssl.truststore.location=/trust.jks", KafkaProblemId.UnsupportedProperty, "PEM")]
    [InlineData("ssl.keystore.type=JKS\nssl.keystore.location=/k", KafkaProblemId.UnsupportedProperty, "PKCS12")]
    [InlineData("sasl.jaas.config=x.Krb5LoginModule required;", KafkaProblemId.UnsupportedProperty, "keytab")]
    [InlineData("sasl.jaas.config=nonsense", KafkaProblemId.PropertyValue, "sasl.jaas.config")]
    [InlineData("security.protocol=SASL_SSL\nsasl.mechanism=OAUTHBEARER", KafkaProblemId.PropertyValue, "sasl.oauthbearer.method=oidc")]
    [InlineData("sasl.mechanisms=OAUTHBEARER\nsecurity.protocol=sasl_plaintext\nsasl.oauthbearer.client.id=x", KafkaProblemId.PropertyValue, "sasl.oauthbearer.token.endpoint.url")]
    [InlineData("config.providers=vault", KafkaProblemId.UnsupportedProperty, "config.providers")]
    public void An_unusable_property_is_a_problem_with_place_and_next_step(string text, KafkaProblemId id, string named)
    {
        var problem = Assert.Single(Read(text).Problems);
        Assert.Equal(id, problem.Id);
        Assert.StartsWith("client.properties:", problem.Place, StringComparison.Ordinal);
        Assert.Contains(named, problem.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Properties_that_only_Java_has_are_ignored_with_one_warning()
    {
        var client = Read("key.serializer=x\nbuffer.memory=1\nacks=1\ngroup.id=mine");
        Assert.Empty(client.Problems);
        Assert.Empty(client.Values);
        Assert.Contains("acks, buffer.memory, group.id, key.serializer", Assert.Single(client.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Arguments_win_over_the_file_and_bootstrap_servers_stand_apart()
    {
        var file = JavaPropertiesReader.Parse("linger.ms=5\nbootstrap.servers=b:1", "f");
        var client = ClientProperties.From(file, ["linger.ms=9", "client.rack=a=b"]);
        Assert.Equal(("9", "a=b", "b:1"), (client.Values["linger.ms"], client.Values["client.rack"], client.BootstrapServers));
    }

    [Theory]
    [InlineData("sasl.jaas.config=x.PlainLoginModule required password=\"hush-hush\"")]
    [InlineData("ssl.key.passwordx=hush-hush")]
    [InlineData("my.secret=hush-hush")]
    [InlineData("sasl.oauthbearer.method=hush-hush")]
    [InlineData("ssl.truststore.location=/t.jks\nssl.truststore.password=hush-hush")]
    public void Secrets_are_in_no_text(string text)
    {
        var file = JavaPropertiesReader.Parse(text, "f");
        var client = ClientProperties.From(file, ["hush-hush"]);
        Assert.Equal(2, client.Problems.Length);
        var options = new KafkaOptions { ClientProperties = client.Values };
        string[] texts = [client.ToString(), options.ToString(), file.Entries[^1].ToString(), .. client.Problems.Select(p => p.ToString()), .. client.Warnings];
        Assert.DoesNotContain(texts, t => t.Contains("hush", StringComparison.Ordinal));
    }

    private static ClientProperties Read(string text) => ClientProperties.From(JavaPropertiesReader.Parse(text, "client.properties"), []);
}
