using System.Text.Json.Nodes;
using MiniKube.Schema.Trees;
using MiniKube.Schema.Validation.Kinds.Pods;

namespace MiniKube.Schema.Validation.Kinds.Workloads;

/// <summary>What ReplicaSets, Deployments, DaemonSets and StatefulSets have in common.</summary>
internal static class WorkloadRules
{
    public static readonly FieldLocation Spec = FieldLocation.Root("spec");

    /// <param name="value">The object.</param>
    /// <param name="kind">Of the object; a Deployment's template is that of its ReplicaSets.</param>
    /// <param name="complaints">Takes what is wrong.</param>
    public static void Check(JsonObject value, string kind, Complaints complaints)
    {
        var spec = value.Object("spec") ?? [];
        NumberRules.NonNegative(spec, Spec, complaints, "replicas", "minReadySeconds");
        if (kind != "StatefulSet")
        {
            NumberRules.NonNegative(spec, Spec, complaints, "revisionHistoryLimit");
        }

        var template = spec.Object("template") ?? [];
        var selecting = kind switch { "StatefulSet" => "statefulset", "DaemonSet" => "daemonset", _ => "deployment" };
        SelectorRules.CheckTemplate(spec.Object("selector"), template, Spec, selecting, complaints);
        PodRules.CheckTemplate(kind == "StatefulSet" ? StatefulSetRules.WithClaims(template, spec) : template, Spec.Child("template"), complaints);
        if (template.Object("spec").Text("restartPolicy") is { } policy and not "Always")
        {
            complaints.NotSupported(Spec.Child("template", "spec").Child("restartPolicy"), policy, ["Always"]);
        }

        if (template.Object("spec").Has("activeDeadlineSeconds"))
        {
            complaints.Forbidden(Spec.Child("template", "spec").Child("activeDeadlineSeconds"), $"activeDeadlineSeconds in {kind} is not Supported");
        }
    }

    /// <summary>A count or a percentage of nothing, or none at all. What is no percentage counts for nothing, too.</summary>
    public static bool IsZero(JsonNode? value) => value.AsInteger is { } number
        ? number == 0
        : value.AsText is not { } text || !text.EndsWith('%') || !text.AsSpan(..^1).ContainsAnyInRange('1', '9');
}
