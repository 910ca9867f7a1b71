using System.Text.Json.Nodes;
using MiniKube.Api.Selectors;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation.Kinds;

internal static class ReplicationControllerRules
{
    public static void Check(JsonObject controller, Complaints complaints)
    {
        var spec = controller.Object("spec") ?? [];
        var where = WorkloadRules.Spec;
        NumberRules.NonNegative(spec, where, complaints, "replicas", "minReadySeconds");
        if (spec.Object("selector") is not { Count: > 0 } selector)
        {
            complaints.Required(where.Child("selector"));
            return;
        }

        MetadataRules.Labels(selector, where.Child("selector"), complaints);
        if (spec.Object("template") is not { } template)
        {
            complaints.Required(where.Child("template"));
            return;
        }

        var labels = template.At("metadata", "labels");
        var wanted = LabelSelector.OfLabels(selector.Select(pair => KeyValuePair.Create(pair.Key, pair.Value.AsText ?? "")));
        if (!wanted.Matches(labels))
        {
            complaints.Invalid(where.Child("template", "metadata").Child("labels"), labels ?? [], "`selector` does not match template `labels`");
        }

        PodRules.CheckTemplate(template, where.Child("template"), complaints);
    }
}
