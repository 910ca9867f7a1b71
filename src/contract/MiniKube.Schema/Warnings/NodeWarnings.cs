using System.Text.Json.Nodes;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Warnings;

/// <summary>Nodes, and what names the labels of nodes.</summary>
internal static class NodeWarnings
{
    public static void Node(JsonObject node, List<string> warnings)
    {
        var spec = node.Object("spec");
        if (spec.Has("configSource"))
        {
            warnings.Add("spec.configSource: the feature is removed");
        }

        if (spec.Text("externalID") is { Length: > 0 })
        {
            warnings.Add("spec.externalID: this field is deprecated, and is unused by Kubernetes");
        }
    }

    /// <summary>Labels of a selector that have been replaced.</summary>
    public static void Labels(JsonObject? selector, string where, List<string> warnings)
    {
        foreach (var (key, _) in selector ?? [])
        {
            if (Retired(key) is { } why)
            {
                warnings.Add($"{where}[{key}]: {why}");
            }
        }
    }

    public static void Term(JsonObject? term, string where, List<string> warnings)
    {
        var index = 0;
        foreach (var expression in term.Objects("matchExpressions"))
        {
            if (expression.Text("key") is { } key && Retired(key) is { } why)
            {
                warnings.Add($"{where}.matchExpressions[{index}].key: {key} is {why}");
            }

            index++;
        }
    }

    public static void Topologies(JsonObject storageClass, List<string> warnings)
    {
        var index = 0;
        foreach (var topology in storageClass.Objects("allowedTopologies"))
        {
            var number = 0;
            foreach (var expression in topology.Objects("matchLabelExpressions"))
            {
                if (Retired(expression.Text("key") ?? "") is { } why)
                {
                    warnings.Add($"allowedTopologies[{index}].matchLabelExpressions[{number}].key: {why}");
                }

                number++;
            }

            index++;
        }
    }

    /// <summary>By what a label was replaced; null for a label that is good.</summary>
    public static string? Retired(string label) => label switch
    {
        "beta.kubernetes.io/arch" => "deprecated since v1.14; use \"kubernetes.io/arch\" instead",
        "beta.kubernetes.io/os" => "deprecated since v1.14; use \"kubernetes.io/os\" instead",
        "failure-domain.beta.kubernetes.io/region" => "deprecated since v1.17; use \"topology.kubernetes.io/region\" instead",
        "failure-domain.beta.kubernetes.io/zone" => "deprecated since v1.17; use \"topology.kubernetes.io/zone\" instead",
        "beta.kubernetes.io/instance-type" => "deprecated since v1.17; use \"node.kubernetes.io/instance-type\" instead",
        _ => null,
    };
}
