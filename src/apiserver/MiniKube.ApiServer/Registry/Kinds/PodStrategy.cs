using System.Text.Json.Nodes;
using MiniKube.Api.Errors;
using MiniKube.Schema.ManagedFields;
using MiniKube.Schema.Resources;

namespace MiniKube.ApiServer.Registry.Kinds;

/// <summary>Pods end gracefully, begin pending, and change in few places once they are made.</summary>
internal sealed class PodStrategy : Strategy
{
    public PodStrategy()
    {
        HasGeneration = true;
        ReturnsDeletedObject = true;
    }

    public override void PrepareForCreate(RegistryRequest request, JsonObject desired)
    {
        var status = new JsonObject { ["phase"] = "Pending" };
        if (desired.Child("spec").List("schedulingGates") is { Count: > 0 })
        {
            status["conditions"] = new JsonArray(new JsonObject
            {
                ["type"] = "PodScheduled",
                ["status"] = "False",
                ["reason"] = "SchedulingGated",
                ["message"] = "Scheduling is blocked due to non-empty scheduling gates",
            });
        }

        status["qosClass"] = PodQuality.Of(desired);
        desired["status"] = status;
        MatchKeys.Merge(desired);
    }

    public override void PrepareForSubresource(RegistryRequest request, JsonObject desired, JsonObject existing)
    {
        switch (request.Subresource)
        {
            case "binding":
                return;
            case "ephemeralcontainers":
                KeepSpecBut(desired, existing, (spec, sent) => spec.CopyFrom(sent, "ephemeralContainers"));
                return;
            case "resize":
                KeepSpecBut(desired, existing, ResizeRules.Copy);
                return;
            default:
                KeepAllBut(desired, existing, "status");
                desired.Metadata.CopyFrom(existing.Metadata, "ownerReferences");
                if (desired.Child("status").Text("qosClass").Length == 0)
                {
                    desired.Ensure("status").CopyFrom(existing.Child("status") ?? [], "qosClass");
                }

                return;
        }
    }

    public override FieldSet ResetFields(ResourceDefinition definition, string subresource) => subresource switch
    {
        "status" => base.ResetFields(definition, subresource).Union(FieldSet.Of("metadata.deletionTimestamp", "metadata.ownerReferences")),
        "ephemeralcontainers" => AllBut(definition, "ephemeralContainers"),
        "resize" => AllBut(definition, "containers", "initContainers"),
        _ => base.ResetFields(definition, subresource),
    };

    public override void Validate(RegistryRequest request, JsonObject desired, ICollection<StatusCause> causes)
    {
        if (request.Name.Length == 0 && desired.Child("spec").List("ephemeralContainers") is { Count: > 0 })
        {
            causes.Add(FieldErrors.Forbidden("spec.ephemeralContainers", "cannot be set on create"));
        }
    }

    public override void ValidateCreate(RegistryRequest request, JsonObject desired, ICollection<StatusCause> causes)
    {
        var spec = desired.Child("spec");
        if (spec.Text("nodeName").Length > 0 && spec.List("schedulingGates") is { Count: > 0 })
        {
            causes.Add(FieldErrors.Forbidden("spec.nodeName", "cannot be set until all schedulingGates have been cleared"));
        }
    }

    public override void ValidateUpdate(RegistryRequest request, JsonObject desired, JsonObject existing, ICollection<StatusCause> causes)
    {
        if (request.Subresource == "ephemeralcontainers")
        {
            EphemeralContainerRules.Check(desired, existing, causes);
        }
        else if (request.Subresource == "resize")
        {
            ResizeRules.Check(desired, existing, causes);
        }
    }

    /// <summary>The subresources are there to change what the pod itself may not.</summary>
    public override JsonObject ForChangeRules(RegistryRequest request, JsonObject desired, JsonObject existing)
    {
        if (request.Subresource is "" or "status")
        {
            return desired;
        }

        var unchanged = desired.DeepClone().AsObject();
        unchanged.CopyFrom(existing, "spec");
        return unchanged;
    }

    /// <summary>Being given a node is no change of what is desired.</summary>
    public override bool IsNewGeneration(RegistryRequest request, JsonObject desired, JsonObject existing) =>
        request.Subresource != "binding" && base.IsNewGeneration(request, desired, existing);

    /// <summary>Nobody has to wind up a pod that no node has, or that is finished.</summary>
    public override long? GracePeriodSeconds(JsonObject existing, long? asked)
    {
        var isAtOnce = existing.Child("spec").Text("nodeName").Length == 0
            || existing.Child("status").Text("phase") is "Succeeded" or "Failed";
        var seconds = isAtOnce ? 0 : asked ?? existing.Child("spec").Integer("terminationGracePeriodSeconds") ?? 0;
        return seconds < 0 ? 1 : seconds;
    }

    private static FieldSet AllBut(ResourceDefinition definition, params string[] changing)
    {
        var spec = definition.Schema.Fields["spec"].Type.OrderedFields.Select(field => field.Name).Except(changing).Select(name => $"spec.{name}");
        return FieldSet.Of(["metadata", "status", .. spec]);
    }

    private static void KeepSpecBut(JsonObject desired, JsonObject existing, Action<JsonObject, JsonObject> copy)
    {
        var sent = desired.Child("spec") ?? [];
        var spec = (existing.Child("spec") ?? []).DeepClone().AsObject();
        copy(spec, sent);
        KeepAllBut(desired, existing, "spec");
        desired["spec"] = spec;
        var owners = desired.Metadata["managedFields"]?.DeepClone();
        desired["metadata"] = existing.Metadata.DeepClone();
        if (owners is not null)
        {
            desired.Metadata["managedFields"] = owners;
        }
    }
}
