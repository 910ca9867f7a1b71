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

        if (spec.Child("template").Child("spec").Text("restartPolicy") is var policy and not ("OnFailure" or "Never"))
        {
            causes.Add(FieldErrors.NotSupported("spec.template.spec.restartPolicy", policy, "OnFailure", "Never"));
        }
    }

    public override void ValidateUpdate(RegistryRequest request, JsonObject desired, JsonObject existing, ICollection<StatusCause> causes)
    {
        if (existing.Child("spec").Text("completionMode") != "Indexed")
        {
            ImmutableFields.Check("spec.completions", desired, existing, causes);
        }

        ImmutableFields.Check("spec.selector", desired, existing, causes);
        ImmutableFields.Check("spec.completionMode", desired, existing, causes);
        ImmutableFields.Check("spec.podFailurePolicy", desired, existing, causes);
        ImmutableFields.Check("spec.backoffLimitPerIndex", desired, existing, causes);
        ImmutableFields.Check("spec.managedBy", desired, existing, causes);
        if (!IsNotStarted(existing))
        {
            ImmutableFields.Check("spec.template", desired, existing, causes);
        }
    }

    /// <summary>Queueing systems set where the pods of a suspended job go before it first runs.</summary>
    private static bool IsNotStarted(JsonObject job) =>
        job.Child("spec").Flag("suspend") == true && job.Child("status")?["startTime"] is null;
}
