using System.Text.Json.Nodes;
using MiniKube.Api.Errors;

namespace MiniKube.ApiServer.Registry.Kinds;

/// <summary>A Job selects the pods that carry its uid, unless it brings a selector of its own on purpose.</summary>
internal sealed class JobStrategy : Strategy
{
    private const string UidLabel = "batch.kubernetes.io/controller-uid";
    private const string NameLabel = "batch.kubernetes.io/job-name";

    public JobStrategy()
    {
        HasGeneration = true;
        StatusKeepsLabels = true;
        DefaultPropagation = PropagationPolicy.Orphan;
    }

    public override void PrepareForCreate(RegistryRequest request, JsonObject desired)
    {
        var spec = desired.Ensure("spec");
        if (spec.Flag("manualSelector") == true || spec.Child("selector") is { Count: > 0 })
        {
            return;
        }

        var uid = desired.Metadata.Text("uid");
        var labels = spec.Ensure("template").Ensure("metadata").Ensure("labels");
        labels[UidLabel] = uid;
        labels["controller-uid"] = uid;
        labels[NameLabel] = desired.Name;
        labels["job-name"] = desired.Name;
        spec["selector"] = new JsonObject { ["matchLabels"] = new JsonObject { [UidLabel] = uid } };
    }

    public override void Validate(RegistryRequest request, JsonObject desired, ICollection<StatusCause> causes)
    {
        var spec = desired.Child("spec");
        if (request.Name.Length == 0
            && spec.Flag("manualSelector") != true
            && spec.Child("selector").Child("matchLabels").Text(UidLabel) != desired.Metadata.Text("uid"))
        {
            causes.Add(FieldErrors.Invalid("spec.selector", spec.Child("selector"), "`selector` not auto-generated"));
        }
    }
}
