using MiniKube.ApiServer.Tests.Support;
using static MiniKube.ApiServer.Tests.Admission.Policies.MutatingPolicies;

namespace MiniKube.ApiServer.Tests.Admission.Policies;

/// <summary>What a MutatingAdmissionPolicy may say.</summary>
public sealed class MutatingPolicyRulesTests : IAsyncLifetime
{
    private const string Rule = """{"apiGroups":[""],"apiVersions":["v1"],"operations":["CREATE"],"resources":["configmaps"]}""";

    private ApiCluster _cluster = null!;

    public async ValueTask InitializeAsync() => _cluster = await ApiCluster.StartAsync();

    public async ValueTask DisposeAsync() => await _cluster.DisposeAsync();

    [Theory]
    [InlineData("\"I'm a teapot!\"", "must evaluate to Object but got string")]
    [InlineData("Object.spec.metadata{}", "must evaluate to Object but got Object.spec.metadata")]
    [InlineData("object.data.x", "must evaluate to Object but got dyn")]
    [InlineData("Objects{}", "undeclared reference to 'Objects'")]
    [InlineData("Object{data: {'a': params.x}}", "undeclared reference to 'params'")]
    [InlineData(" ", "spec.mutations[0].applyConfiguration.expression: Required value: expression is not specified")]
    public async Task A_configuration_must_make_an_object(string expression, string complaint) =>
        await RefusesAsync(Policy("p", ApplyOf(expression)), complaint);

    [Theory]
    [InlineData("JSONPatch{op: 'remove', path: '/a'}", "must evaluate to list(JSONPatch) but got JSONPatch")]
    [InlineData("[JSONPatch{op: 1, path: '/a'}]", "expected type of field 'op' is 'string' but provided type is 'int'")]
    [InlineData("[JSONPatch{ops: 'x'}]", "undefined field 'ops'")]
    public async Task A_patch_must_be_a_list_of_operations(string expression, string complaint) => await RefusesAsync(Policy("p", PatchOf(expression)), complaint);

    [Theory]
    [InlineData("", "spec.mutations: Required value: mutations must contain at least one item")]
    [InlineData("""{"patchType":"JSONPatch"}""", "spec.mutations[0].jsonPatch: Required value: must be specified when patchType is JSONPatch")]
    [InlineData(
        """{"patchType":"JSONPatch","jsonPatch":{"expression":"[]"},"applyConfiguration":{"expression":"Object{}"}}""",
        "spec.mutations[0].applyConfiguration: Forbidden: must not be specified when patchType is JSONPatch")]
    [InlineData("""{"jsonPatch":{"expression":"[]"}}""", "spec.mutations[0].patchType: Required value")]
    [InlineData("""{"patchType":"Merge"}""", "spec.mutations[0].patchType: Unsupported value: \"Merge\": supported values: \"ApplyConfiguration\", \"JSONPatch\"")]
    public async Task A_mutation_has_the_program_of_its_kind(string mutations, string complaint) => await RefusesAsync(Policy("p", mutations), complaint);

    [Theory]
    [InlineData("""{"apiGroups":[""],"apiVersions":["v1"],"operations":["DELETE"],"resources":["pods"]}""", "operations[0]: Unsupported value: \"DELETE\"")]
    [InlineData("""{"apiGroups":["","*"],"apiVersions":["v1"],"operations":["*"],"resources":["pods"]}""", "if '*' is present, must not specify other API groups")]
    [InlineData("""{"apiGroups":[""],"apiVersions":["v1"],"operations":["*"],"resources":[]}""", "resourceRules[0].resources: Required value")]
    [InlineData("""{"apiGroups":[""],"apiVersions":["v1"],"operations":["*"],"resources":["pods"],"resourceNames":["a","a"]}""", "resourceNames[1]: Duplicate value: \"a\"")]
    [InlineData("", "spec.matchConstraints.resourceRules: Required value")]
    public async Task Its_rules_are_held_to_what_those_of_webhooks_are(string rule, string complaint) =>
        await RefusesAsync(Policy("p", ApplyOf("Object{}"), rule: rule), complaint);

    [Theory]
    [InlineData(",\"reinvocationPolicy\":\"\"", "spec.reinvocationPolicy: Required value")]
    [InlineData(",\"reinvocationPolicy\":\"Always\"", "spec.reinvocationPolicy: Unsupported value: \"Always\"")]
    [InlineData(",\"failurePolicy\":\"Maybe\"", "spec.failurePolicy: Unsupported value: \"Maybe\": supported values: \"Fail\", \"Ignore\"")]
    [InlineData(",\"variables\":[{\"name\":\"in\",\"expression\":\"1\"}]", "spec.variables[0].name: Invalid value: \"in\": name is not a valid CEL identifier")]
    [InlineData(",\"variables\":[{\"name\":\"v\",\"expression\":\"nope\"}]", "spec.variables[0].expression: Invalid value: \"nope\": compilation failed")]
    [InlineData(",\"matchConditions\":[{\"name\":\"a b\",\"expression\":\"true\"}]", "spec.matchConditions[0].name: Invalid value: \"a b\"")]
    [InlineData(",\"matchConditions\":[{\"name\":\"a\",\"expression\":\"object.x\"}]", "spec.matchConditions[0].expression: Invalid value: \"object.x\": must evaluate to bool but got dyn")]
    [InlineData(",\"paramKind\":{\"apiVersion\":\"a/b/c\",\"kind\":\"X\"}", "spec.paramKind.apiVersion: Invalid value: \"a/b/c\": unexpected GroupVersion string: a/b/c")]
    [InlineData(",\"paramKind\":{\"apiVersion\":\"v1\",\"kind\":\"1\"}", "spec.paramKind.kind: Invalid value: \"1\": may have mixed case, but should otherwise match:")]
    public async Task The_rest_is_looked_at_too(string more, string complaint) =>
        await RefusesAsync(Policy("p", ApplyOf("Object{}"), more.StartsWith(",\"reinvocation", StringComparison.Ordinal) ? "" : more, Reinvocation(more), Rule), complaint);

    [Theory]
    [InlineData("", "spec.policyName: Required value")]
    [InlineData("\"policyName\":\"A\"", "spec.policyName: Invalid value: \"A\"")]
    [InlineData("\"policyName\":\"a\",\"paramRef\":{\"parameterNotFoundAction\":\"Deny\"}", "spec.paramRef: Required value: one of name or selector must be specified")]
    [InlineData("\"policyName\":\"a\",\"paramRef\":{\"name\":\"a\",\"selector\":{},\"parameterNotFoundAction\":\"Deny\"}", "spec.paramRef.name: Forbidden: name and selector are mutually exclusive")]
    [InlineData("\"policyName\":\"a\",\"paramRef\":{\"name\":\"a\"}", "spec.paramRef.parameterNotFoundAction: Required value")]
    [InlineData("\"policyName\":\"a\",\"matchResources\":{\"objectSelector\":{\"matchLabels\":{\"a b\":\"c\"}}}", "spec.matchResources.objectSelector.matchLabels: Invalid value: \"a b\"")]
    public async Task A_binding_names_a_policy_and_its_parameters(string spec, string complaint)
    {
        var answer = await _cluster.PostAsync(BindingsPath, $$$"""{"metadata":{"name":"b"},"spec":{{{{spec}}}}}""");

        answer.Code.Should().Be(422, answer.Text);
        answer.Message.Should().Contain(complaint);
    }

    [Fact]
    public async Task What_is_left_out_is_filled_in_and_the_generation_counts_changes()
    {
        var made = await _cluster.CreateAsync(PoliciesPath, Policy("p", ApplyOf("Object{}")));

        var spec = made["spec"]!;
        spec["failurePolicy"]!.GetValue<string>().Should().Be("Fail");
        spec["matchConstraints"]!.ToJsonString().Should().Contain("\"matchPolicy\":\"Equivalent\"").And.Contain("\"namespaceSelector\":{}");
        made["metadata"]!["generation"]!.GetValue<int>().Should().Be(1);
        (await _cluster.MergeAsync($"{PoliciesPath}/p", """{"spec":{"reinvocationPolicy":"IfNeeded"}}""")).Metadata["generation"]!.GetValue<int>().Should().Be(2);
    }

    private static string Reinvocation(string more) => more.Contains("Always", StringComparison.Ordinal) ? "Always" : more.Contains("reinvocation", StringComparison.Ordinal) ? "" : "Never";

    private async Task RefusesAsync(string policy, string complaint)
    {
        var answer = await _cluster.PostAsync(PoliciesPath, policy);

        answer.Code.Should().Be(422, answer.Text);
        answer.Message.Should().Contain(complaint);
    }
}
