using System.Text.Json.Nodes;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation.Kinds;

/// <summary>What ReplicaSets, Deployments, DaemonSets and StatefulSets have in common.</summary>
internal static class WorkloadRules
{
    public static readonly FieldLocation Spec = FieldLocation.Root("spec");

    public static void Check(JsonObject value, string kind, Complaints complaints)
    {
        var spec = value.Object("spec") ?? [];
        NumberRules.NonNegative(spec, Spec, complaints, "replicas", "minReadySeconds", "revisionHistoryLimit");
        var template = spec.Object("template") ?? [];
        SelectorRules.CheckTemplate(spec.Object("selector"), template, Spec, kind, complaints);
        PodRules.CheckTemplate(template, Spec.Child("template"), complaints);
        if (template.Object("spec").Text("restartPolicy") is { } policy and not "Always")
        {
            complaints.NotSupported(Spec.Child("template", "spec").Child("restartPolicy"), policy, ["Always"]);
        }

        if (template.Object("spec").Has("activeDeadlineSeconds"))
        {
            complaints.Forbidden(Spec.Child("template", "spec").Child("activeDeadlineSeconds"), "activeDeadlineSeconds in pod template is not supported");
        }
    }

    /// <summary>Both at zero would leave a rollout no way to move.</summary>
    public static bool IsZero(JsonNode? value) => value.AsInteger == 0 || value.AsText == "0%";
}
