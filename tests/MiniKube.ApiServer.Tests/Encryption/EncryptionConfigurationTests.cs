using System.Text;
using MiniKube.ApiServer.Encryption;

namespace MiniKube.ApiServer.Tests.Encryption;

public sealed class EncryptionConfigurationTests
{
    private const string Key = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

    [Fact]
    public void A_whole_file_is_read_in_yaml()
    {
        var read = Read($$"""
            resources:
            - resources: [secrets, configmaps, things.example.com]
              providers:
              - kms: {apiVersion: v2, name: vault, endpoint: "unix:///run/kms.sock", timeout: 5s}
              - secretbox: {keys: [{name: k1, secret: {{Key}} }]}
              - identity: {}
            - resources: ["*.apps"]
              providers: [{identity: {} }]
            - resources: ["*.*"]
              providers: [{aesgcm: {keys: [{name: a, secret: {{Key}} }, {name: b, secret: {{Key}} }]} }]
            """);

        read.Rules.Select(rule => string.Join(' ', rule.Resources)).Should().Equal("secrets configmaps things.example.com", "*.apps", "*.*");
        read.Rules[0].Providers[0].Should().Be(new EncryptionProvider.Kms("vault", "/run/kms.sock", TimeSpan.FromSeconds(5)));
        read.Rules[2].Providers[0].Should().BeOfType<EncryptionProvider.Local>().Which.Keys.Select(key => key.Name).Should().Equal("a", "b");
    }

    [Theory]
    [InlineData("resources: []", "must specify at least one resource")]
    [InlineData("resources: [{resources: [secrets], providers: []}]", "must specify at least one provider")]
    [InlineData("resources: [{resources: [], providers: [{identity: {}}]}]", "resources[0].resources: Required value")]
    [InlineData("resources: [{resources: ['*'], providers: [{identity: {}}]}]", "use '*.' to encrypt all the resources from core API group")]
    [InlineData("resources: [{resources: ['secrets.*'], providers: [{identity: {}}]}]", "use '*.<group>'")]
    [InlineData("resources: [{resources: ['*a.b'], providers: [{identity: {}}]}]", "a star stands for a whole name")]
    [InlineData("resources: [{resources: [Secrets], providers: [{identity: {}}]}]", "must be lower case")]
    [InlineData("resources: [{resources: [pods/status], providers: [{identity: {}}]}]", "subresources are not encrypted")]
    [InlineData("resources: [{resources: ['*.*'], providers: [{identity: {}}]}, {resources: [secrets], providers: [{identity: {}}]}]", "is covered by \"*.*\"")]
    [InlineData("resources: [{resources: [a.b, a.b], providers: [{identity: {}}]}]", "is covered by \"a.b\"")]
    [InlineData("resources: [{resources: ['*.b', a.b], providers: [{identity: {}}]}]", "is covered by \"*.b\"")]
    [InlineData("resources: [{resources: [secrets], providers: [{}]}]", "does not contain any of the expected providers")]
    [InlineData("resources: [{resources: [secrets], providers: [{identity: {}, aesgcm: {}}]}]", "more than one provider specified")]
    [InlineData("resources: [{resources: [secrets], providers: [{aesgcm: {keys: []}}]}]", "must have at least one key")]
    [InlineData("resources: [{resources: [secrets], providers: [{aesgcm: {keys: [{name: a, secret: '???'}]}}]}]", "secrets must be base64 encoded")]
    [InlineData("resources: [{resources: [secrets], providers: [{aesgcm: {keys: [{name: a, secret: aGk=}]}}]}]", "got 2, expected one of [16 24 32]")]
    [InlineData("resources: [{resources: [secrets], providers: [{secretbox: {keys: [{name: a, secret: MDEyMzQ1Njc4OWFiY2RlZg==}]}}]}]", "got 16, expected one of [32]")]
    [InlineData("resources: [{resources: [secrets], providers: [{aesgcm: {keys: [{name: 'a:b', secret: KEY}]}}]}]", "must not contain a colon")]
    [InlineData("resources: [{resources: [secrets], providers: [{aesgcm: {keys: [{name: a, secret: KEY}, {name: a, secret: KEY}]}}]}]", "Duplicate value: \"a\"")]
    [InlineData("resources: [{resources: [secrets], providers: [{kms: {name: a, endpoint: 'unix:///a'}}]}]", "supported values: v2")]
    [InlineData("resources: [{resources: [secrets], providers: [{kms: {apiVersion: v2, name: a, endpoint: 'tcp://a'}}]}]", "must be of the form unix:///")]
    [InlineData("resources: [{resources: [secrets], providers: [{kms: {apiVersion: v2, name: a, endpoint: 'unix:///a', cachesize: 5}}]}]", "cachesize is not supported in v2")]
    [InlineData("resources: [{resources: [secrets], providers: [{kms: {apiVersion: v2, name: a, endpoint: 'unix:///a'}}, {kms: {apiVersion: v2, name: a, endpoint: 'unix:///b'}}]}]", "names must be unique")]
    [InlineData("resources: [{resources: [secrets], providers: [{identity: {}}], surprise: 1}]", "unknown field \"resources[0].surprise\"")]
    public void A_wrong_file_is_refused_with_the_place_and_the_reason(string rest, string mistake)
    {
        FluentActions.Invoking(() => Read(rest.Replace("KEY", Key))).Should().Throw<InvalidDataException>().Which.Message
            .Should().StartWith("enc.yaml: ").And.Contain(mistake).And.NotContain(Key);
    }

    [Theory]
    [InlineData("secrets", "/registry/secrets/")]
    [InlineData("secrets.", "/registry/secrets/")]
    [InlineData("deployments.apps", "/registry/apps/deployments/")]
    [InlineData("things.example.com", "/registry/example.com/things/")]
    [InlineData("*.apps", "/registry/apps/")]
    [InlineData("*.", "/registry/pods/ /registry/secrets/")]
    [InlineData("*.*", "/registry/")]
    public void A_pattern_says_where_things_are(string pattern, string prefixes)
    {
        ResourcePattern.Prefixes(pattern, ["pods", "secrets"]).Should().Equal(prefixes.Split(' '));
    }

    private static EncryptionConfiguration Read(string rest) => EncryptionConfigurationReader.Read(
        "enc.yaml", Encoding.UTF8.GetBytes($"apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\n{rest}\n"));
}
