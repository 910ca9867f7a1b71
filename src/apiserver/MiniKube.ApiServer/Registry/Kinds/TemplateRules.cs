using System.Text.Json.Nodes;
using MiniKube.Api.Errors;
using MiniKube.Api.Selectors;

namespace MiniKube.ApiServer.Registry.Kinds;

/// <summary>What holds between a workload's selector and the pods that it makes.</summary>
internal static class TemplateRules
{
    public static void Check(JsonObject workload, ICollection<StatusCause> causes)
    {
        var spec = workload.Child("spec");
        if (spec.Child("selector") is not { } selector)
        {
            // The schema has said so already.
            return;
        }

        if (selector.Count == 0)
        {
            causes.Add(FieldErrors.Invalid("spec.selector", selector, "empty selector is invalid for deployment"));
            return;
        }

        var labels = spec.Child("template").Child("metadata").Child("labels");
        var pairs = (labels ?? []).ToDictionary(label => label.Key, label => label.Value?.GetValue<string>() ?? "");
        if (!LabelSelector.FromJson(selector).Matches(pairs))
        {
            causes.Add(FieldErrors.Invalid("spec.template.metadata.labels", labels ?? [], "`selector` does not match template `labels`"));
        }

        if (spec.Child("template").Child("spec").Text("restartPolicy") is var policy and not ("" or "Always"))
        {
            causes.Add(FieldErrors.NotSupported("spec.template.spec.restartPolicy", policy, "Always"));
        }
    }
}
