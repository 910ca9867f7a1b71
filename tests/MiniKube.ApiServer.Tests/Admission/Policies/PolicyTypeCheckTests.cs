using System.Text.Json.Nodes;
using MiniKube.ApiServer.Tests.CustomResources;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Admission.Policies;

/// <summary>The status of a ValidatingAdmissionPolicy says which programs do not fit the types that it is about.</summary>
public sealed class PolicyTypeCheckTests
{
    private const string Policies = "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies";
    private const string CronTabRule = """{"apiGroups":["stable.example.com"],"apiVersions":["v1"],"operations":["*"],"resources":["crontabs"]}""";

    [Theory]
    [InlineData("object.spec.image == 'x'", null)]
    [InlineData("object.metadata.labels['a'] == 'x'", null)]
    [InlineData("object.spec.steps.all(s, s.weight > 1)", null)]
    [InlineData("object.spec.free.anything == 1", null)]
    [InlineData("object.spec.port == 1 || object.spec.port == 'http'", null)]
    [InlineData("object.spec.imgae == 'x'", "/v1, Kind=CronTab: ERROR: <input>:1:12: undefined field 'imgae'")]
    [InlineData("object.spec.replicas == 'x'", "found no matching overload for '_==_'")]
    [InlineData("object.spec.steps.all(s, s.wait > 1)", "undefined field 'wait'")]
    public async Task A_custom_resource_is_looked_at_with_its_schema(string expression, string? complaint)
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.DefineAsync();

        var policy = await cluster.CreateAsync(Policies, Policy(expression));

        policy["status"]!["observedGeneration"]!.GetValue<int>().Should().Be(1);
        WarningOf(policy).Should().Match(warning => complaint == null ? warning == "" : warning.Contains(complaint));
    }

    [Fact]
    public async Task What_does_not_fit_is_told_and_withdrawn_as_the_schema_changes()
    {
        await using var cluster = await ApiCluster.StartAsync();
        var policy = await cluster.CreateAsync(Policies, Policy("object.spec.size > 1"));

        WarningOf(policy).Should().BeEmpty("nobody knows the type yet");
        await cluster.DefineAsync();
        await UntilAsync(cluster, "guard", warning => warning.Contains("undefined field 'size'", StringComparison.Ordinal));
        await cluster.MergeAsync(CronTabs.Definition, With("""{"type":"integer"}"""));
        await UntilAsync(cluster, "guard", warning => warning.Length == 0);
        await cluster.MergeAsync(CronTabs.Definition, With("""{"type":"string"}"""));
        await UntilAsync(cluster, "guard", warning => warning.Contains("no matching overload", StringComparison.Ordinal));
        await cluster.DeleteAsync(CronTabs.Definition);
        await UntilAsync(cluster, "guard", warning => warning.Length == 0);
    }

    [Fact]
    public async Task Each_expression_has_one_warning_for_all_types_that_it_does_not_fit()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.DefineAsync();

        var policy = await cluster.CreateAsync(Policies, Policy(
            "object.spec.replicas > 1 && object.nope == 1",
            """{"apiGroups":["apps"],"apiVersions":["v1"],"operations":["*"],"resources":["statefulsets","deployments"]},""" + CronTabRule,
            ",\"messageExpression\":\"'a' + object.neither\""));

        var warnings = policy["status"]!["typeChecking"]!["expressionWarnings"]!.AsArray();
        warnings.Select(each => each!["fieldRef"]!.GetValue<string>()).Should().Equal("spec.validations[0].expression", "spec.validations[0].messageExpression");
        warnings[0]!["warning"]!.GetValue<string>().Split('\n').Where(line => line.Contains("Kind=", StringComparison.Ordinal)).Should().SatisfyRespectively(
            line => line.Should().StartWith("apps/v1, Kind=Deployment: ERROR: <input>:1:35: undefined field 'nope'"),
            line => line.Should().StartWith("apps/v1, Kind=StatefulSet: ERROR: "),
            line => line.Should().StartWith("stable.example.com/v1, Kind=CronTab: ERROR: "));
    }

    [Fact]
    public async Task Parameters_are_looked_at_with_the_schema_of_their_kind()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.DefineAsync();

        var policy = await cluster.CreateAsync(Policies, Policy(
            "object.spec.replicas < params.spec.max", spec: "\"paramKind\":{\"apiVersion\":\"stable.example.com/v1\",\"kind\":\"CronTab\"},"));

        WarningOf(policy).Should().Contain("undefined field 'max'");
    }

    private static string Policy(string expression, string rules = CronTabRule, string validation = "", string spec = "") => $$$"""
        {"metadata":{"name":"guard"},"spec":{ {{{spec}}}
          "matchConstraints":{"resourceRules":[{{{rules}}}]},
          "validations":[{"expression":{{{JsonValue.Create(expression)!.ToJsonString()}}}{{{validation}}} }]}}
        """;

    private static string With(string size)
    {
        var definition = CronTabs.Make();
        CronTabs.Version(definition)["schema"]!["openAPIV3Schema"]!["properties"]!["spec"]!["properties"]!["size"] = JsonNode.Parse(size);
        return definition.ToJsonString();
    }

    private static string WarningOf(JsonObject policy) =>
        policy["status"]!["typeChecking"]!["expressionWarnings"]?[0]!["warning"]!.GetValue<string>() ?? "";

    private static async Task UntilAsync(ApiCluster cluster, string name, Func<string, bool> holds)
    {
        using var watch = await cluster.WatchAsync($"{Policies}?fieldSelector=metadata.name={name}");
        while (true)
        {
            var seen = await watch.NextAsync();
            if (holds(WarningOf(seen!.Object)))
            {
                return;
            }
        }
    }
}
