using System.Text;
using MiniKube.ApiServer.Authorization;
using MiniKube.ApiServer.Authorization.Configured;

namespace MiniKube.ApiServer.Tests.Authorization;

public sealed class AuthorizationConfigurationTests
{
    [Fact]
    public void A_whole_file_is_read_in_yaml()
    {
        var read = Read("""
            authorizers:
            - {type: Node, name: node}
            - {type: RBAC, name: rbac}
            - type: Webhook
              name: policy.example.com
              webhook:
                timeout: 3s
                authorizedTTL: 30s
                cacheUnauthorizedRequests: false
                subjectAccessReviewVersion: v1beta1
                failurePolicy: Deny
                connectionInfo: {type: KubeConfigFile, kubeConfigFile: /etc/webhook}
            """);

        read.Select(each => each.Type).Should().Equal("Node", "RBAC", "Webhook");
        read[2].Webhook.Should().BeEquivalentTo(new WebhookAuthorizerConfiguration
        {
            KubeconfigFile = "/etc/webhook",
            Timeout = TimeSpan.FromSeconds(3),
            AuthorizedFor = TimeSpan.FromSeconds(30),
            UnauthorizedFor = TimeSpan.Zero,
            Version = "v1beta1",
            DeniesOnFailure = true,
        });
    }

    [Theory]
    [InlineData("authorizers: []", "at least one authorization mode must be defined")]
    [InlineData("authorizers: [{type: ABAC, name: a}]", "authorizers[0].type: Unsupported value: \"ABAC\"")]
    [InlineData("authorizers: [{type: RBAC, name: a}, {type: RBAC, name: b}]", "authorizers[1].type: Duplicate value: \"RBAC\"")]
    [InlineData("authorizers: [{type: RBAC, name: a}, {type: Node, name: a}]", "authorizers[1].name: Duplicate value: \"a\"")]
    [InlineData("authorizers: [{type: RBAC}]", "authorizers[0].name: Required value")]
    [InlineData("authorizers: [{type: RBAC, name: A_B}]", "authorizers[0].name: Invalid value: \"A_B\"")]
    [InlineData("authorizers: [{type: RBAC, name: a, webhook: {}}]", "may only be specified when type=Webhook")]
    [InlineData("authorizers: [{type: Webhook, name: a}]", "authorizers[0].webhook: Required value")]
    [InlineData("authorizers: [{type: Webhook, name: a, webhook: {}}]", "webhook.timeout: Required value")]
    [InlineData("authorizers: [{type: Webhook, name: a, webhook: {timeout: 31s}}]", "must be > 0s and <= 30s")]
    [InlineData("authorizers: [{type: Webhook, name: a, webhook: {timeout: soon}}]", "write a duration such as 30s")]
    [InlineData("authorizers: [{type: Webhook, name: a, webhook: {failurePolicy: Ignore}}]", "failurePolicy: Unsupported value")]
    [InlineData("authorizers: [{type: Webhook, name: a, webhook: {subjectAccessReviewVersion: v2}}]", "subjectAccessReviewVersion: Unsupported value")]
    [InlineData("authorizers: [{type: Webhook, name: a, webhook: {}}]", "connectionInfo: Required value")]
    [InlineData("authorizers: [{type: Webhook, name: a, webhook: {connectionInfo: {type: InClusterConfig}}}]", "the server does not run as a pod")]
    [InlineData("authorizers: [{type: Webhook, name: a, webhook: {connectionInfo: {type: KubeConfigFile, kubeConfigFile: here}}}]", "must be an absolute path")]
    [InlineData("authorizers: [{type: Webhook, name: a, webhook: {matchConditions: [{expression: x}]}}]", "matchConditionSubjectAccessReviewVersion: Required value")]
    [InlineData("authorizers: [{type: Webhook, name: a, webhook: {matchConditionSubjectAccessReviewVersion: v1, matchConditions: [{expression: 'request.nonsense'}]}}]", "matchConditions[0].expression: Invalid value")]
    [InlineData("authorizers: [{type: Webhook, name: a, webhook: {matchConditionSubjectAccessReviewVersion: v1, matchConditions: [{expression: 'request.user'}]}}]", "must evaluate to bool")]
    [InlineData("authorizers: [{type: Webhook, name: a, webhook: {matchConditionSubjectAccessReviewVersion: v1, matchConditions: [{expression: 'true'}, {expression: 'true'}]}}]", "matchConditions: Duplicate value")]
    [InlineData("authorizers: [{type: RBAC, name: a, surprise: 1}]", "unknown field \"authorizers[0].surprise\"")]
    public void A_wrong_file_is_refused_with_the_place_and_the_reason(string rest, string mistake)
    {
        FluentActions.Invoking(() => Read(rest)).Should().Throw<InvalidDataException>().Which.Message.Should().StartWith("authz.yaml: ").And.Contain(mistake);
    }

    [Theory]
    [InlineData("ABAC", null, "must be of Node, RBAC")]
    [InlineData("RBAC,RBAC", null, "a mode twice")]
    [InlineData("Webhook", null, "need each other")]
    [InlineData("RBAC", "/etc/webhook", "need each other")]
    public void Wrong_flags_are_refused(string modes, string? kubeconfig, string mistake)
    {
        var options = new AuthorizationOptions { Modes = [.. modes.Split(',')], WebhookKubeconfigFile = kubeconfig };

        FluentActions.Invoking(() => AuthorizationModes.Read(options)).Should().Throw<InvalidDataException>().WithMessage($"*{mistake}*");
    }

    private static System.Collections.Immutable.ImmutableArray<AuthorizerConfiguration> Read(string rest) => AuthorizationConfigurationReader.Read(
        "authz.yaml", Encoding.UTF8.GetBytes($"apiVersion: apiserver.config.k8s.io/v1\nkind: AuthorizationConfiguration\n{rest}\n"));
}
