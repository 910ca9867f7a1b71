using System.Text;
using MiniKube.Api.Determinism;
using MiniKube.ApiServer.Authentication.Jwt;
using MiniKube.ApiServer.Certificates;

namespace MiniKube.ApiServer.Tests.Authentication;

public sealed class AuthenticationConfigurationTests
{
    private const string Issuer = """{"url":"https://a.example","audiences":["x"]}""";
    private const string Mappings = """{"username":{"claim":"sub","prefix":""}}""";

    [Fact]
    public void A_whole_file_is_read_in_yaml()
    {
        using var certificates = ClusterCertificates.Open(new ApiServerOptions(), TimeProvider.System, new SeededRandomSource(3));
        var pem = certificates.AuthorityPem.TrimEnd().Replace("\n", "\n      ");

        var read = Read($$"""
            apiVersion: apiserver.config.k8s.io/v1beta1
            kind: AuthenticationConfiguration
            jwt:
            - issuer:
                url: https://a.example/tenant
                discoveryURL: https://internal.example/.well-known/openid-configuration
                audiences: [one, two]
                audienceMatchPolicy: MatchAny
                certificateAuthority: |-
                  {{pem.Replace("\n", "\n            ")}}
              claimMappings:
                username: {claim: email, prefix: ""}
                groups: {claim: roles, prefix: "corp:"}
                uid: {claim: sub}
              claimValidationRules:
              - {claim: hd, requiredValue: example.com}
            anonymous:
              enabled: true
              conditions: [{path: /livez}, {path: /readyz}]
            """);

        var issuer = read.Issuers.Should().ContainSingle().Subject;
        issuer.DiscoveryUrl.Should().Be(new Uri("https://internal.example/.well-known/openid-configuration"));
        issuer.Audiences.Should().Equal("one", "two");
        issuer.Groups.Should().Be(new ClaimMapping("roles", "corp:", null));
        issuer.ClaimRules.Should().Equal(new ClaimRequirement("hd", "example.com", null, ""));
        read.Anonymous!.Allows("/livez").Should().BeTrue();
        read.Anonymous.Allows("/livez/ping").Should().BeFalse();
    }

    [Theory]
    [InlineData("jwt: [{}]", "jwt[0].issuer.url: Required value")]
    [InlineData("""jwt: [{"issuer":{"url":"http://a.example","audiences":["x"]},"claimMappings":MAPPINGS}]""", "URL scheme must be https")]
    [InlineData("""jwt: [{"issuer":{"url":"https://u:p@a.example","audiences":["x"]},"claimMappings":MAPPINGS}]""", "must not contain a username")]
    [InlineData("""jwt: [{"issuer":{"url":"https://a.example?x=1","audiences":["x"]},"claimMappings":MAPPINGS}]""", "must not contain a query")]
    [InlineData("""jwt: [{"issuer":{"url":"https://a.example#f","audiences":["x"]},"claimMappings":MAPPINGS}]""", "must not contain a fragment")]
    [InlineData("""jwt: [{"issuer":{"url":"https://own.example","audiences":["x"]},"claimMappings":MAPPINGS}]""", "must not overlap with disallowed issuers")]
    [InlineData("""jwt: [{"issuer":{"url":"https://a.example","discoveryURL":"https://a.example/","audiences":["x"]},"claimMappings":MAPPINGS}]""", "must be different from URL")]
    [InlineData("""jwt: [{"issuer":{"url":"https://a.example"},"claimMappings":MAPPINGS}]""", "issuer.audiences: Required value")]
    [InlineData("""jwt: [{"issuer":{"url":"https://a.example","audiences":["x","y"]},"claimMappings":MAPPINGS}]""", "must be MatchAny for multiple audiences")]
    [InlineData("""jwt: [{"issuer":{"url":"https://a.example","audiences":["x"],"audienceMatchPolicy":"MatchAll"},"claimMappings":MAPPINGS}]""", "must be empty or MatchAny")]
    [InlineData("""jwt: [{"issuer":{"url":"https://a.example","audiences":["x"],"certificateAuthority":"no"},"claimMappings":MAPPINGS}]""", "does not contain any valid RSA or ECDSA certificates")]
    [InlineData("""jwt: [{"issuer":ISSUER,"claimMappings":MAPPINGS},{"issuer":ISSUER,"claimMappings":MAPPINGS}]""", "jwt[1].issuer.url: Duplicate value")]
    [InlineData("""jwt: [{"issuer":ISSUER}]""", "claimMappings.username: Required value: claim or expression is required")]
    [InlineData("""jwt: [{"issuer":ISSUER,"claimMappings":{"username":{"claim":"sub"}}}]""", "username.prefix: Required value")]
    [InlineData("""jwt: [{"issuer":ISSUER,"claimMappings":{"username":{"claim":"sub","prefix":""},"groups":{"prefix":"x"}}}]""", "non-nil prefix can't be set without claim")]
    [InlineData("""jwt: [{"issuer":ISSUER,"claimMappings":{"username":{"claim":"sub","prefix":""},"uid":{}}}]""", "either claim or expression must be set")]
    [InlineData("""jwt: [{"issuer":ISSUER,"claimMappings":{"username":{"claim":"sub","prefix":""},"extra":[{"key":"x","valueExpression":""}]}}]""", "must be a domain-prefixed path")]
    [InlineData("""jwt: [{"issuer":ISSUER,"claimMappings":{"username":{"claim":"sub","prefix":""},"extra":[{"key":"authentication.kubernetes.io/x"}]}}]""", "reserved for Kubernetes use")]
    [InlineData("""jwt: [{"issuer":ISSUER,"claimMappings":{"username":{"claim":"sub","prefix":""},"extra":[{"key":"a.io/X"}]}}]""", "key must be lowercase")]
    [InlineData("""jwt: [{"issuer":ISSUER,"claimMappings":MAPPINGS,"claimValidationRules":[{}]}]""", "claimValidationRules[0]: Required value: claim or expression is required")]
    [InlineData("""jwt: [{"issuer":ISSUER,"claimMappings":MAPPINGS,"claimValidationRules":[{"claim":"a"},{"claim":"a"}]}]""", "claimValidationRules[1]: Duplicate value")]
    [InlineData("""jwt: [{"issuer":ISSUER,"claimMappings":MAPPINGS,"claimValidationRules":[{"claim":"a","message":"m"}]}]""", "message can't be set when claim is set")]
    [InlineData("""jwt: [{"issuer":ISSUER,"claimMappings":MAPPINGS,"userValidationRules":[{}]}]""", "userValidationRules[0].expression: Required value")]
    [InlineData("""jwt: [{"issuer":ISSUER,"claimMappings":MAPPINGS,"surprise":1}]""", "unknown field \"jwt[0].surprise\"")]
    [InlineData("""jwt: [{"issuer":ISSUER,"claimMappings":{"username":{"expression":"claims.sub +"}}}]""", "username.expression: Invalid value: \"claims.sub +\": compilation failed")]
    [InlineData("""jwt: [{"issuer":ISSUER,"claimMappings":{"username":{"expression":"1 + 1"}}}]""", "must evaluate to string")]
    [InlineData("""jwt: [{"issuer":ISSUER,"claimMappings":{"username":{"expression":"user.username"}}}]""", "compilation failed")]
    [InlineData("""jwt: [{"issuer":ISSUER,"claimMappings":{"username":{"claim":"sub","prefix":"","expression":"claims.sub"}}}]""", "claim and expression can't both be set")]
    [InlineData("""jwt: [{"issuer":ISSUER,"claimMappings":{"username":{"expression":"claims.email"}}}]""", "claims.email_verified must be used")]
    [InlineData("""jwt: [{"issuer":ISSUER,"claimMappings":{"username":{"expression":"claims['email']"}}}]""", "claims.email_verified must be used")]
    [InlineData("""jwt: [{"issuer":ISSUER,"claimMappings":MAPPINGS,"claimValidationRules":[{"expression":"claims.hd"}]}]""", "must evaluate to bool")]
    [InlineData("""jwt: [{"issuer":ISSUER,"claimMappings":MAPPINGS,"userValidationRules":[{"expression":"user.nonsense == ''"}]}]""", "userValidationRules[0].expression: Invalid value")]
    [InlineData("surprise: 1", "unknown field \"surprise\"")]
    [InlineData("jwt: 7", "jwt: must be a list")]
    [InlineData("anonymous: {enabled: false, conditions: [{path: /x}]}", "enabled should be set to true when conditions are defined")]
    [InlineData("anonymous: {enabled: true, conditions: [{}]}", "anonymous.conditions[0].path: Required value")]
    [InlineData("anonymous: {enabled: maybe}", "anonymous.enabled: must be true or false")]
    public void A_wrong_file_is_refused_with_the_place_and_the_reason(string rest, string mistake)
    {
        var text = $"apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\n{rest.Replace("ISSUER", Issuer).Replace("MAPPINGS", Mappings)}\n";

        FluentActions.Invoking(() => Read(text)).Should().Throw<InvalidDataException>().Which.Message.Should().StartWith("auth.yaml: ").And.Contain(mistake);
    }

    [Theory]
    [InlineData("apiVersion: v1\nkind: AuthenticationConfiguration")]
    [InlineData("apiVersion: apiserver.config.k8s.io/v9\nkind: AuthenticationConfiguration")]
    [InlineData("apiVersion: apiserver.config.k8s.io/v1\nkind: Pod")]
    [InlineData("[]")]
    [InlineData("")]
    [InlineData("{\"a\":1,\"a\":2}")]
    [InlineData("\t:")]
    public void What_is_no_such_file_is_refused(string text)
    {
        FluentActions.Invoking(() => Read(text)).Should().Throw<InvalidDataException>().WithMessage("auth.yaml: *");
    }

    private static AuthenticationConfiguration Read(string text) =>
        AuthenticationConfigurationReader.Read("auth.yaml", Encoding.UTF8.GetBytes(text), ["https://own.example"]);
}
