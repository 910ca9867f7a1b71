using System.Text.Json.Nodes;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Admission.Policies;

/// <summary>Makes MutatingAdmissionPolicies.</summary>
internal static class MutatingPolicies
{
    public const string PoliciesPath = "/apis/admissionregistration.k8s.io/v1beta1/mutatingadmissionpolicies";
    public const string BindingsPath = "/apis/admissionregistration.k8s.io/v1beta1/mutatingadmissionpolicybindings";
    public const string ConfigMaps = "/api/v1/namespaces/default/configmaps";

    public static string ApplyOf(string expression) =>
        $$$"""{"patchType":"ApplyConfiguration","applyConfiguration":{"expression":{{{Quoted(expression)}}}}}""";

    public static string PatchOf(string expression) => $$$"""{"patchType":"JSONPatch","jsonPatch":{"expression":{{{Quoted(expression)}}}}}""";

    /// <summary>A policy about ConfigMaps, and a binding of the same name.</summary>
    public static async Task PutMutatingPolicyAsync(
        this ApiCluster cluster,
        string name,
        string mutations,
        string more = "",
        string binding = "",
        string reinvocation = "Never",
        string rule = """{"apiGroups":[""],"apiVersions":["v1"],"operations":["*"],"resources":["configmaps"]}""")
    {
        await cluster.CreateAsync(PoliciesPath, Policy(name, mutations, more, reinvocation, rule));
        await cluster.CreateAsync(BindingsPath, $$$"""{"metadata":{"name":"{{{name}}}"},"spec":{"policyName":"{{{name}}}"{{{binding}}}}}""");
    }

    public static string Policy(
        string name,
        string mutations,
        string more = "",
        string reinvocation = "Never",
        string rule = """{"apiGroups":[""],"apiVersions":["v1"],"operations":["*"],"resources":["configmaps"]}""") => $$$"""
        {"metadata":{"name":"{{{name}}}"},"spec":{
          "matchConstraints":{"resourceRules":[{{{rule}}}]},"reinvocationPolicy":"{{{reinvocation}}}","mutations":[{{{mutations}}}]{{{more}}}}}
        """;

    public static Task<ApiAnswer> MakeAsync(this ApiCluster cluster, string name = "one", string data = """{"a":"x"}""", string labels = "{}") =>
        cluster.PostAsync(ConfigMaps, $$$"""{"metadata":{"name":"{{{name}}}","labels":{{{labels}}}},"data":{{{data}}}}""");

    public static string Quoted(string text) => JsonValue.Create(text)!.ToJsonString();
}
