using System.Text.Json.Nodes;
using MiniKube.ApiServer.Tests.Audit;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Admission.Policies;

/// <summary>Writes are held against ValidatingAdmissionPolicies.</summary>
public sealed class ValidatingPolicyTests
{
    private const string Policies = "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies";
    private const string Bindings = "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicybindings";
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";

    [Theory]
    [InlineData("object.data.size() > 0", true)]
    [InlineData("object.metadata.name.startsWith('x')", false)]
    [InlineData("request.operation == 'CREATE' && request.resource.resource == 'configmaps' && request.namespace == 'default' && oldObject == null", true)]
    [InlineData("'system:masters' in request.userInfo.groups", true)]
    [InlineData("namespaceObject.metadata.name == 'default' && namespaceObject.status.phase == 'Active'", true)]
    [InlineData("authorizer.group('').resource('secrets').namespace('default').check('get').allowed()", true)]
    [InlineData("authorizer.serviceAccount('default', 'nobody').group('').resource('secrets').namespace('default').check('get').allowed()", false)]
    [InlineData("authorizer.requestResource.check('create').allowed()", true)]
    [InlineData("variables.keys == ['a'] && variables.isSmall", true)]
    [InlineData("object.data.nope == 'x'", false)]
    public async Task A_policy_sees_the_write_and_what_is_around_it(string expression, bool isAllowed)
    {
        await using var cluster = await ApiCluster.StartAsync();
        await PutPolicyAsync(cluster, $$"""
            "variables":[{"name":"keys","expression":"object.data.map(k, k)"},{"name":"isSmall","expression":"variables.keys.size() < 3"}],
            "validations":[{"expression":{{Quoted(expression)}},"message":"no"}]
            """);

        var answer = await CreateAsync(cluster);

        answer.Code.Should().Be(isAllowed ? 201 : 422, "{0}", answer.Text);
        if (!isAllowed)
        {
            answer.Message.Should().StartWith("configmaps \"one\" is forbidden: ValidatingAdmissionPolicy 'guard' with binding 'guard' denied request: ");
        }
    }

    [Theory]
    [InlineData("""{"expression":"false"}""", 422, "failed expression: false")]
    [InlineData("""{"expression":"false","message":"never"}""", 422, "never")]
    [InlineData("""{"expression":"false","message":"never","messageExpression":"'not ' + object.metadata.name"}""", 422, "not one")]
    [InlineData("""{"expression":"false","message":"never","messageExpression":"string(object.nope)"}""", 422, "never")]
    [InlineData("""{"expression":"false","reason":"Forbidden"}""", 403, "failed expression: false")]
    [InlineData("""{"expression":"object.data.nope == 'x'"}""", 422, "expression 'object.data.nope == 'x'' resulted in error: no such key: nope")]
    public async Task The_answer_says_why(string validation, int code, string message)
    {
        await using var cluster = await ApiCluster.StartAsync();
        await PutPolicyAsync(cluster, $"\"validations\":[{validation}]");

        var answer = await CreateAsync(cluster);

        answer.Code.Should().Be(code);
        answer.Message.Should().EndWith($"denied request: {message}");
    }

    [Fact]
    public async Task Warnings_and_records_do_not_hold_a_write_back()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await PutPolicyAsync(cluster, "\"validations\":[{\"expression\":\"false\",\"message\":\"better not\"}]", binding: "\"validationActions\":[\"Warn\",\"Audit\"]");

        var answer = await CreateAsync(cluster);

        answer.Code.Should().Be(201);
        answer.Warnings.Should().ContainSingle().Which.Should().Contain("Validation failed for ValidatingAdmissionPolicy 'guard' with binding 'guard': better not");
    }

    [Fact]
    public async Task Failures_and_annotations_stand_in_the_audit_record()
    {
        var events = await AuditTrail.OfAsync("rules: [{level: Metadata, omitStages: [RequestReceived], verbs: [create], resources: [{group: '', resources: [configmaps]}]}]", async cluster =>
        {
            await PutPolicyAsync(
                cluster,
                "\"auditAnnotations\":[{\"key\":\"name\",\"valueExpression\":\"'made ' + object.metadata.name\"}],\"validations\":[{\"expression\":\"false\",\"message\":\"better not\"}]",
                binding: "\"validationActions\":[\"Audit\"]");
            await CreateAsync(cluster);
        });

        var annotations = events.Single(each => each["objectRef"]!["name"]?.GetValue<string>() == "one")["annotations"]!;
        annotations["guard/name"]!.GetValue<string>().Should().Be("made one");
        annotations["validation.policy.admission.k8s.io/validation_failure"]!.GetValue<string>().Should().Be(
            """[{"message":"better not","policy":"guard","binding":"guard","expressionIndex":0,"validationActions":["Audit"]}]""");
    }

    [Fact]
    public async Task A_policy_without_a_binding_does_nothing()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await PutPolicyAsync(cluster, "\"validations\":[{\"expression\":\"false\"}]", binding: null);

        (await CreateAsync(cluster)).Code.Should().Be(201);
    }

    [Fact]
    public async Task What_cannot_be_evaluated_is_passed_over_when_the_policy_says_so()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await PutPolicyAsync(cluster, "\"failurePolicy\":\"Ignore\",\"validations\":[{\"expression\":\"object.nope == 1\"},{\"expression\":\"object.data.a != 'bad'\"}]");

        (await CreateAsync(cluster)).Code.Should().Be(201);
        (await CreateAsync(cluster, "two", "bad")).Code.Should().Be(422);
    }

    [Theory]
    [InlineData("object.metadata.name == 'one'", 422)]
    [InlineData("object.metadata.name != 'one'", 201)]
    [InlineData("object.nope == 1", 422)]
    public async Task Conditions_say_what_a_policy_is_about(string condition, int code)
    {
        await using var cluster = await ApiCluster.StartAsync();
        await PutPolicyAsync(cluster, $"\"matchConditions\":[{{\"name\":\"c\",\"expression\":{Quoted(condition)}}}],\"validations\":[{{\"expression\":\"false\"}}]");

        (await CreateAsync(cluster)).Code.Should().Be(code);
    }

    [Theory]
    [InlineData("\"name\":\"limits\",\"namespace\":\"kube-system\"", 201, 422)]
    [InlineData("\"selector\":{\"matchLabels\":{\"kind\":\"limits\"}},\"namespace\":\"kube-system\"", 201, 422)]
    [InlineData("\"name\":\"nope\",\"namespace\":\"kube-system\"", 422, 422)]
    public async Task Parameters_are_read_as_they_are(string reference, int small, int large)
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync(
            "/api/v1/namespaces/kube-system/configmaps", """{"metadata":{"name":"limits","labels":{"kind":"limits"}},"data":{"max":"3"}}""");
        await PutPolicyAsync(
            cluster,
            "\"paramKind\":{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\"},\"validations\":[{\"expression\":\"object.data.a.size() <= int(params.data.max)\"}]",
            binding: $"\"validationActions\":[\"Deny\"],\"paramRef\":{{{reference},\"parameterNotFoundAction\":\"Deny\"}}");

        (await CreateAsync(cluster, "one", "abc")).Code.Should().Be(small);
        (await CreateAsync(cluster, "two", "abcdef")).Code.Should().Be(large);
    }

    [Fact]
    public async Task A_binding_narrows_its_policy_down_to_namespaces()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync("/api/v1/namespaces", """{"metadata":{"name":"strict","labels":{"policy":"on"}}}""");
        await PutPolicyAsync(
            cluster,
            "\"validations\":[{\"expression\":\"false\"}]",
            binding: "\"validationActions\":[\"Deny\"],\"matchResources\":{\"namespaceSelector\":{\"matchLabels\":{\"policy\":\"on\"}}}");

        (await CreateAsync(cluster)).Code.Should().Be(201);
        (await cluster.PostAsync("/api/v1/namespaces/strict/configmaps", Body("one", "x"))).Code.Should().Be(422);
    }

    [Fact]
    public async Task Updates_and_deletes_see_what_was_there()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await PutPolicyAsync(cluster, """
            "validations":[
              {"expression":"request.operation != 'UPDATE' || object.data.a == oldObject.data.a","message":"a is fixed"},
              {"expression":"request.operation != 'DELETE' || (object == null && oldObject.data.a != 'kept')","message":"kept"}]
            """);
        await CreateAsync(cluster, "one", "kept");

        (await cluster.MergeAsync($"{ConfigMaps}/one", """{"data":{"a":"y"}}""")).Message.Should().EndWith("a is fixed");
        (await cluster.MergeAsync($"{ConfigMaps}/one", """{"data":{"b":"y"}}""")).Code.Should().Be(200);
        (await cluster.DeleteAsync($"{ConfigMaps}/one")).Message.Should().EndWith("kept");
    }

    [Theory]
    [InlineData("\"validations\":[{\"expression\":\"object.\"}]", "spec.validations[0].expression: Invalid value: \"object.\": compilation failed: ERROR: <input>:1:8")]
    [InlineData("\"validations\":[{\"expression\":\"1\"}]", "spec.validations[0].expression: Invalid value: \"1\": must evaluate to bool but got int")]
    [InlineData("\"validations\":[{\"expression\":\"object.immutable\"}]", "must evaluate to bool but got dyn")]
    [InlineData("\"validations\":[{\"expression\":\"true\",\"messageExpression\":\"1\"}]", "spec.validations[0].messageExpression: Invalid value: \"1\": must evaluate to string but got int")]
    [InlineData("\"validations\":[{\"expression\":\"true\",\"message\":\"a\\nb\"}]", "message must not contain line breaks")]
    [InlineData("\"auditAnnotations\":[{\"key\":\"a\",\"valueExpression\":\"'x'\"},{\"key\":\"a\",\"valueExpression\":\"'x'\"}]", "spec.auditAnnotations[1].key: Duplicate value: \"a\"")]
    [InlineData(
        "\"matchConstraints\":{\"resourceRules\":[{\"apiGroups\":[\"*\",\"a\"],\"apiVersions\":[\"v1\"],\"operations\":[\"*\"],\"resources\":[\"pods\"]}]},\"validations\":[{\"expression\":\"true\"}]",
        "spec.matchConstraints.resourceRules[0].apiGroups: Invalid value: [\"*\",\"a\"]: if '*' is present, must not specify other API groups")]
    [InlineData("\"validations\":[{\"expression\":\"params.x\"}]", "undeclared reference to 'params'")]
    [InlineData("\"validations\":[{\"expression\":\"variables.x\"}]", "undefined field 'x'")]
    [InlineData("\"variables\":[{\"name\":\"a-b\",\"expression\":\"1\"}],\"validations\":[{\"expression\":\"true\"}]", "name is not a valid CEL identifier")]
    [InlineData("\"matchConditions\":[{\"name\":\"c\",\"expression\":\"nope\"}],\"validations\":[{\"expression\":\"true\"}]", "spec.matchConditions[0].expression")]
    [InlineData("\"failurePolicy\":\"Fail\"", "validations or auditAnnotations must contain at least one item")]
    public async Task A_policy_that_cannot_be_right_is_refused(string spec, string complaint)
    {
        await using var cluster = await ApiCluster.StartAsync();

        var answer = await cluster.PostAsync(Policies, Policy(spec));

        answer.Code.Should().Be(422, "{0}", answer.Text);
        answer.Message.Should().Contain(complaint);
    }

    [Fact]
    public async Task The_status_says_what_does_not_fit_the_types()
    {
        await using var cluster = await ApiCluster.StartAsync();

        var good = await cluster.CreateAsync(Policies, Policy("\"validations\":[{\"expression\":\"object.data.a == 'x'\"}]"));
        var bad = await cluster.CreateAsync(Policies, Policy("\"validations\":[{\"expression\":\"object.dada.a == 'x'\"}]", "typo"));

        good["status"]!.ToJsonString().Should().Be("""{"observedGeneration":1,"typeChecking":{}}""");
        var warning = bad["status"]!["typeChecking"]!["expressionWarnings"]![0]!;
        warning["fieldRef"]!.GetValue<string>().Should().Be("spec.validations[0].expression");
        warning["warning"]!.GetValue<string>().Should().StartWith("/v1, Kind=ConfigMap: ERROR: <input>:1:7: undefined field 'dada'");
    }

    [Fact]
    public async Task Policies_are_not_held_against_policies()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync(Policies, $$$"""
            {"metadata":{"name":"guard"},"spec":{"matchConstraints":{"resourceRules":[{"apiGroups":["*"],"apiVersions":["*"],"operations":["*"],"resources":["*"]}]},
             "validations":[{"expression":"false"}]}}
            """);
        await cluster.CreateAsync(Bindings, """{"metadata":{"name":"guard"},"spec":{"policyName":"guard","validationActions":["Deny"]}}""");

        (await CreateAsync(cluster)).Code.Should().Be(422);
        (await cluster.DeleteAsync($"{Bindings}/guard")).Code.Should().Be(200);
        (await CreateAsync(cluster)).Code.Should().Be(201);
    }

    private static async Task PutPolicyAsync(ApiCluster cluster, string spec, string? binding = "\"validationActions\":[\"Deny\"]")
    {
        await cluster.CreateAsync(Policies, Policy(spec));
        if (binding is not null)
        {
            await cluster.CreateAsync(Bindings, $$$"""{"metadata":{"name":"guard"},"spec":{"policyName":"guard",{{{binding}}}}}""");
        }
    }

    private static string Policy(string spec, string name = "guard") => $$$"""
        {"metadata":{"name":"{{{name}}}"},"spec":{
          "matchConstraints":{"resourceRules":[{"apiGroups":[""],"apiVersions":["v1"],"operations":["*"],"resources":["configmaps"]}]},{{{spec}}}}}
        """;

    private static Task<ApiAnswer> CreateAsync(ApiCluster cluster, string name = "one", string value = "x") => cluster.PostAsync(ConfigMaps, Body(name, value));

    private static string Body(string name, string value) => $$$"""{"metadata":{"name":"{{{name}}}"},"data":{"a":"{{{value}}}"}}""";

    private static string Quoted(string text) => JsonValue.Create(text)!.ToJsonString();
}
