using System.Text.Json.Nodes;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Metrics;

/// <summary>Admission is counted and timed under upstream's names.</summary>
public sealed class AdmissionMetricsTests
{
    private const string Registration = "/apis/admissionregistration.k8s.io";
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";
    private const string ConfigMapRule = """{"apiGroups":[""],"apiVersions":["v1"],"operations":["*"],"resources":["configmaps"]}""";

    [Fact]
    public async Task Plug_ins_and_phases_are_timed_by_what_came_of_them()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"one"}}""");
        (await cluster.PostAsync("/api/v1/namespaces/nowhere/configmaps", """{"metadata":{"name":"one"}}""")).Code.Should().Be(404);

        var text = await ScrapeAsync(cluster);

        text.Should().Contain("apiserver_admission_controller_admission_duration_seconds_count{name=\"NamespaceLifecycle\",type=\"admit\",operation=\"CREATE\",rejected=\"true\"} 1");
        text.Should().MatchRegex("admission_controller_admission_duration_seconds_count{name=\"ResourceQuota\",type=\"validate\",operation=\"CREATE\",rejected=\"false\"} [1-9]");
        text.Should().MatchRegex("admission_controller_admission_duration_seconds_count{name=\"ValidatingAdmissionPolicy\",type=\"validate\",operation=\"CREATE\",rejected=\"false\"} [1-9]");
        text.Should().Contain("apiserver_admission_step_admission_duration_seconds_count{type=\"admit\",operation=\"CREATE\",rejected=\"true\"} 1");
        text.Should().MatchRegex("apiserver_admission_step_admission_duration_seconds_count{type=\"validate\",operation=\"CREATE\",rejected=\"false\"} [1-9]");
    }

    [Theory]
    [InlineData("false", "Fail", "\"Deny\"", "invalid_error", "deny")]
    [InlineData("false", "Fail", "\"Warn\",\"Audit\"", "invalid_error", "warn")]
    [InlineData("false", "Fail", "\"Warn\",\"Audit\"", "invalid_error", "audit")]
    [InlineData("object.nope == 1", "Fail", "\"Deny\"", "invalid_error", "deny")]
    [InlineData("object.nope == 1", "Ignore", "\"Deny\"", "invalid_error", "allow")]
    public async Task Validations_are_counted_by_what_was_wrong_and_what_was_done(string expression, string failurePolicy, string actions, string error, string action)
    {
        await using var cluster = await ApiCluster.StartAsync();
        await PutPolicyAsync(cluster, expression, failurePolicy, actions);
        await cluster.PostAsync(ConfigMaps, """{"metadata":{"name":"one"}}""");

        var text = await ScrapeAsync(cluster);

        var labels = $"{{policy=\"guard\",policy_binding=\"guarded\",error_type=\"{error}\",enforcement_action=\"{action}\"}}";
        text.Should().Contain($"apiserver_validating_admission_policy_check_total{labels} 1");
        text.Should().Contain($"apiserver_validating_admission_policy_check_duration_seconds_count{labels} 1");
    }

    [Fact]
    public async Task What_a_policy_has_nothing_against_is_not_counted()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await PutPolicyAsync(cluster, "true", "Fail", "\"Deny\"");
        await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"one"}}""");

        (await ScrapeAsync(cluster)).Should().NotContain("policy=\"guard\"");
    }

    [Theory]
    [InlineData("Object{data: {'b': 'y'}}", "no_error")]
    [InlineData("Object{data: {'b': string(object.nope)}}", "invalid_error")]
    public async Task Mutations_are_counted_by_what_was_wrong(string expression, string error)
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync($"{Registration}/v1beta1/mutatingadmissionpolicies", $$$"""
            {"metadata":{"name":"changer"},"spec":{"reinvocationPolicy":"Never","matchConstraints":{"resourceRules":[{{{ConfigMapRule}}}]},
             "mutations":[{"patchType":"ApplyConfiguration","applyConfiguration":{"expression":{{{JsonValue.Create(expression)!.ToJsonString()}}}}}]}}
            """);
        await cluster.CreateAsync($"{Registration}/v1beta1/mutatingadmissionpolicybindings", """{"metadata":{"name":"changed"},"spec":{"policyName":"changer"}}""");
        await cluster.PostAsync(ConfigMaps, """{"metadata":{"name":"one"}}""");

        var text = await ScrapeAsync(cluster);

        var labels = $"{{policy=\"changer\",policy_binding=\"changed\",error_type=\"{error}\"}}";
        text.Should().Contain($"apiserver_mutating_admission_policy_check_total{labels} 1");
        text.Should().Contain($"apiserver_mutating_admission_policy_check_duration_seconds_count{labels} 1");
    }

    [Theory]
    [InlineData("object.metadata.name == 'one'", 0, 0)]
    [InlineData("object.metadata.name == 'two'", 0, 1)]
    [InlineData("object.nope == 1", 1, 0)]
    public async Task Match_conditions_of_webhooks_are_timed_and_counted_by_what_came_of_them(string expression, int errors, int exclusions)
    {
        await using var cluster = await ApiCluster.StartAsync();
        foreach (var (resource, name) in ((string, string)[])[("validatingwebhookconfigurations", "check.example.com"), ("mutatingwebhookconfigurations", "change.example.com")])
        {
            await cluster.CreateAsync($"{Registration}/v1/{resource}", $$$"""
                {"metadata":{"name":"hooks"},"webhooks":[{"name":"{{{name}}}","admissionReviewVersions":["v1"],"sideEffects":"None","failurePolicy":"Ignore","timeoutSeconds":1,
                 "clientConfig":{"url":"https://127.0.0.1:1/"},"rules":[{{{ConfigMapRule}}}],
                 "matchConditions":[{"name":"c","expression":"{{{expression}}}"}]}]}
                """);
        }

        await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"one"}}""");

        var text = await ScrapeAsync(cluster);
        ExpectConditions(text, "change.example.com", "webhook", "admit", errors);
        ExpectConditions(text, "check.example.com", "webhook", "validating", errors);
        Value(text, "apiserver_admission_match_condition_exclusions_total{name=\"change.example.com\",kind=\"webhook\",type=\"admit\",operation=\"CREATE\"}").Should().Be(exclusions);
        Value(text, "apiserver_admission_match_condition_exclusions_total{name=\"check.example.com\",kind=\"webhook\",type=\"validate\",operation=\"CREATE\"}").Should().Be(exclusions);
    }

    [Theory]
    [InlineData("false", 0)]
    [InlineData("object.nope == 1", 1)]
    public async Task Match_conditions_of_policies_are_timed_and_their_errors_counted(string expression, int errors)
    {
        await using var cluster = await ApiCluster.StartAsync();
        await PutPolicyAsync(cluster, "true", "Ignore", "\"Deny\"", spec: $$$"""
            "matchConditions":[{"name":"c","expression":"{{{expression}}}"}],
            """);
        await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"one"}}""");

        ExpectConditions(await ScrapeAsync(cluster), "guard", "policy", "validate", errors);
    }

    [Fact]
    public async Task A_binding_whose_parameters_are_missing_denies_whatever_its_actions()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await PutPolicyAsync(
            cluster,
            "true",
            "Fail",
            "\"Warn\"",
            binding: ",\"paramRef\":{\"name\":\"nope\",\"namespace\":\"default\",\"parameterNotFoundAction\":\"Deny\"}",
            spec: "\"paramKind\":{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\"},");

        var answer = await cluster.PostAsync(ConfigMaps, """{"metadata":{"name":"one"}}""");

        answer.Code.Should().Be(422, answer.Text);
        answer.Message.Should().Contain("failed to configure binding: ");
    }

    private static void ExpectConditions(string text, string name, string kind, string type, int errors)
    {
        var labels = $"{{name=\"{name}\",kind=\"{kind}\",type=\"{type}\",operation=\"CREATE\"}}";
        Value(text, $"apiserver_admission_match_condition_evaluation_seconds_count{labels}").Should().Be(1);
        Value(text, $"apiserver_admission_match_condition_evaluation_errors_total{labels}").Should().Be(errors);
    }

    /// <summary>Of a series that is not there it is 0.</summary>
    private static int Value(string text, string series) => text.Split('\n').FirstOrDefault(line => line.StartsWith(series, StringComparison.Ordinal)) is { } line
        ? int.Parse(line[(line.LastIndexOf(' ') + 1)..], System.Globalization.CultureInfo.InvariantCulture)
        : 0;

    private static async Task PutPolicyAsync(ApiCluster cluster, string expression, string failurePolicy, string actions, string spec = "", string binding = "")
    {
        await cluster.CreateAsync($"{Registration}/v1/validatingadmissionpolicies", $$$"""
            {"metadata":{"name":"guard"},"spec":{ {{{spec}}} "failurePolicy":"{{{failurePolicy}}}","matchConstraints":{"resourceRules":[{{{ConfigMapRule}}}]},
             "validations":[{"expression":"{{{expression}}}"}]}}
            """);
        await cluster.CreateAsync(
            $"{Registration}/v1/validatingadmissionpolicybindings",
            $$$"""{"metadata":{"name":"guarded"},"spec":{"policyName":"guard","validationActions":[{{{actions}}}]{{{binding}}} }}""");
    }

    private static async Task<string> ScrapeAsync(ApiCluster cluster) => (await cluster.GetAsync("/metrics", accept: "*/*")).Text;
}
