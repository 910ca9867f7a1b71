using MiniKube.ApiServer.Audit;
using MiniKube.ApiServer.Authentication;
using MiniKube.ApiServer.Http;

namespace MiniKube.ApiServer.Tests.Audit;

public sealed class AuditPolicyTests
{
    private const string Rules =
        """
        apiVersion: audit.k8s.io/v1
        kind: Policy
        omitStages: [RequestReceived]
        omitManagedFields: true
        rules:
        - level: None
          users: ["system:kube-proxy"]
          verbs: [watch]
          resources: [{group: "", resources: [endpoints, services]}]
        - level: None
          nonResourceURLs: ["/healthz*", /version]
        - level: Metadata
          resources: [{group: "", resources: [secrets, "pods/*", "*/scale"]}]
        - level: Request
          resources: [{group: apps, resources: ["*"], resourceNames: [web]}]
          omitStages: [ResponseStarted]
          omitManagedFields: false
        - level: RequestResponse
          namespaces: [prod, ""]
          userGroups: [auditors]
        """;

    private static readonly AuditPolicy Policy = AuditPolicyFile.Parse("policy.yaml", System.Text.Encoding.UTF8.GetBytes(Rules));

    [Theory]
    [InlineData("system:kube-proxy", "GET", "/api/v1/services?watch", AuditLevel.None)]
    [InlineData("alice", "GET", "/healthz/ping", AuditLevel.None)]
    [InlineData("alice", "GET", "/version", AuditLevel.None)]
    [InlineData("alice", "GET", "/api/v1/namespaces/x/secrets/s", AuditLevel.Metadata)]
    [InlineData("alice", "GET", "/api/v1/namespaces/x/pods/p/log", AuditLevel.Metadata)]
    [InlineData("alice", "GET", "/api/v1/namespaces/x/pods/p", AuditLevel.Metadata)]
    [InlineData("alice", "PUT", "/api/v1/namespaces/x/replicationcontrollers/r/scale", AuditLevel.Metadata)]
    [InlineData("alice", "PUT", "/apis/apps/v1/namespaces/x/deployments/web/scale", AuditLevel.Request)]
    [InlineData("alice", "PUT", "/apis/apps/v1/namespaces/x/deployments/other", AuditLevel.None)]
    [InlineData("auditor", "GET", "/api/v1/namespaces/prod/configmaps", AuditLevel.RequestResponse)]
    [InlineData("auditor", "GET", "/api/v1/nodes", AuditLevel.RequestResponse)]
    [InlineData("auditor", "GET", "/api/v1/namespaces/dev/configmaps", AuditLevel.None)]
    [InlineData("auditor", "GET", "/metrics", AuditLevel.None)]
    [InlineData("alice", "GET", "/api/v1/nodes", AuditLevel.None)]
    internal void The_first_rule_that_matches_decides(string user, string method, string path, AuditLevel level)
    {
        var caller = UserInfo.Authenticated(user, user == "auditor" ? ["auditors"] : []);
        var request = RequestInfoParser.Parse(method, path.Split('?')[0], name => path.EndsWith($"?{name}", StringComparison.Ordinal) ? "true" : null);

        var decision = Policy.Decide(caller, request);

        decision.Level.Should().Be(level);
    }

    [Fact]
    public void A_rule_adds_to_the_stages_that_the_policy_omits_and_has_its_own_word_on_managed_fields()
    {
        var secrets = Policy.Decide(UserInfo.Anonymous, RequestInfoParser.Parse("GET", "/api/v1/secrets", _ => null));
        var web = Policy.Decide(UserInfo.Anonymous, RequestInfoParser.Parse("GET", "/apis/apps/v1/namespaces/x/deployments/web", _ => null));

        secrets.OmittedStages.Should().Equal(AuditStage.RequestReceived);
        secrets.OmitsManagedFields.Should().BeTrue();
        web.OmittedStages.Should().Equal(AuditStage.RequestReceived, AuditStage.ResponseStarted);
        web.OmitsManagedFields.Should().BeFalse();
    }

    [Theory]
    [InlineData("kind: Policy\napiVersion: audit.k8s.io/v1beta1\nrules: [{level: None}]", "not a Policy of audit.k8s.io/v1")]
    [InlineData("kind: Policy\napiVersion: audit.k8s.io/v1", "rules: Required value")]
    [InlineData("kind: Policy\napiVersion: audit.k8s.io/v1\nrules: [{level: Everything}]", "rules[0].level: Unsupported value: \"Everything\": supported values: None, Metadata, Request, RequestResponse")]
    [InlineData("kind: Policy\napiVersion: audit.k8s.io/v1\nrules: [{}]", "rules[0].level: Required value")]
    [InlineData("kind: Policy\napiVersion: audit.k8s.io/v1\nrules: [{level: None, user: [x]}]", "unknown field \"rules[0].user\"")]
    [InlineData("kind: Policy\napiVersion: audit.k8s.io/v1\nrules: [{level: None, nonResourceURLs: ['/a*b']}]", "\"/a*b\"")]
    [InlineData("kind: Policy\napiVersion: audit.k8s.io/v1\nrules: [{level: None, nonResourceURLs: [/a], namespaces: [x]}]", "not for both")]
    [InlineData("kind: Policy\napiVersion: audit.k8s.io/v1\nrules: [{level: None, resources: [{resourceNames: [x]}]}]", "without resources")]
    [InlineData("kind: Policy\napiVersion: audit.k8s.io/v1\nrules: [{level: None, omitStages: [Never]}]", "Unsupported value: \"Never\"")]
    [InlineData("kind: [", "policy.yaml")]
    public void A_policy_that_is_wrong_is_refused_with_what_to_mend(string text, string message)
    {
        var load = () => AuditPolicyFile.Parse("policy.yaml", System.Text.Encoding.UTF8.GetBytes(text));

        load.Should().Throw<InvalidDataException>().Which.Message.Should().Contain(message);
    }
}
