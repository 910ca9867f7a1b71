using System.Text.Json.Nodes;
using MiniKube.Api.Selectors;
using MiniKube.Schema.Trees;
using MiniKube.Schema.Validation.Kinds.Pods;

namespace MiniKube.Schema.Validation.Kinds.Workloads;

internal static class ReplicationControllerRules
{
    public static void Check(JsonObject controller, Complaints complaints)
    {
        var spec = controller.Object("spec") ?? [];
        var where = WorkloadRules.Spec;
        NumberRules.NonNegative(spec, where, complaints, "replicas", "minReadySeconds");
        var selector = spec.Object("selector");
        if (selector is null or { Count: 0 })
        {
            complaints.Required(where.Child("selector"));
        }

        if (spec.Object("template") is not { } template)
        {
            complaints.Required(where.Child("template"));
            return;
        }

        var labels = template.At("metadata", "labels");
        var wanted = LabelSelector.OfLabels((selector ?? []).Select(pair => KeyValuePair.Create(pair.Key, pair.Value.AsText ?? "")));
        if (!wanted.Matches(labels))
        {
            complaints.Invalid(where.Child("template", "metadata").Child("labels"), labels ?? [], "`selector` does not match template `labels`");
        }

        PodRules.CheckTemplate(template, where.Child("template"), complaints);
        if (template.Object("spec").Text("restartPolicy") is { } policy and not "Always")
        {
            complaints.NotSupported(where.Child("template", "spec").Child("restartPolicy"), policy, ["Always"]);
        }

        if (template.Object("spec").Has("activeDeadlineSeconds"))
        {
            complaints.Forbidden(
                where.Child("template", "spec").Child("activeDeadlineSeconds"), "activeDeadlineSeconds in ReplicationController is not Supported");
        }
    }
}
