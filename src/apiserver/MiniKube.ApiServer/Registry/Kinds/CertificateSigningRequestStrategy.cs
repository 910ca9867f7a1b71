using System.Text.Json.Nodes;
using MiniKube.Api.Errors;
using MiniKube.Schema.ManagedFields;
using MiniKube.Schema.Resources;

namespace MiniKube.ApiServer.Registry.Kinds;

/// <summary>Who asks for a certificate is the caller, whatever the body says, and does not change.</summary>
internal sealed class CertificateSigningRequestStrategy : Strategy
{
    private const long ShortestSeconds = 600;

    public override void PrepareForCreate(RegistryRequest request, JsonObject desired)
    {
        var spec = desired.Ensure("spec");
        foreach (var name in (ReadOnlySpan<string>)["username", "uid", "groups", "extra"])
        {
            spec.Remove(name);
        }

        spec["username"] = request.Caller.Name;
        if (request.Caller.Uid.Length > 0)
        {
            spec["uid"] = request.Caller.Uid;
        }

        if (!request.Caller.Groups.IsEmpty)
        {
            spec["groups"] = ObjectTree.ListOf(request.Caller.Groups);
        }

        foreach (var (key, values) in request.Caller.Extra)
        {
            spec.Ensure("extra")[key] = ObjectTree.ListOf(values);
        }
    }

    public override void PrepareForUpdate(RegistryRequest request, JsonObject desired, JsonObject existing) => desired.CopyFrom(existing, "spec");

    /// <summary>Approving and issuing are two rights, so each subresource changes its own part of the status.</summary>
    public override void PrepareForSubresource(RegistryRequest request, JsonObject desired, JsonObject existing)
    {
        KeepAllBut(desired, existing, "status");
        var status = desired.Ensure("status");
        var before = existing.Child("status") ?? [];
        var isApproval = request.Subresource == "approval";
        if (isApproval)
        {
            status.CopyFrom(before, "certificate");
        }

        var kept = before.Objects("conditions").Where(condition => IsDecision(condition) != isApproval);
        var sent = status.Objects("conditions").Where(condition => IsDecision(condition) == isApproval);
        var conditions = kept.Concat(sent).Select(condition => (JsonNode?)Stamped(condition, before, request)).ToArray();
        status.Remove("conditions");
        if (conditions.Length > 0)
        {
            status["conditions"] = new JsonArray(conditions);
        }
    }

    public override FieldSet ResetFields(ResourceDefinition definition, string subresource) => subresource switch
    {
        "approval" => FieldSet.Of("spec", "status.certificate"),
        "status" => FieldSet.Of("spec", "status.conditions"),
        _ => FieldSet.Of("spec", "status"),
    };

    public override void Validate(RegistryRequest request, JsonObject desired, ICollection<StatusCause> causes)
    {
        var decisions = desired.Child("status").Objects("conditions").Where(IsDecision).Select(condition => condition.Text("type")).ToList();
        if (decisions.Contains("Approved") && decisions.Contains("Denied"))
        {
            causes.Add(FieldErrors.Invalid("status.conditions", "Approved,Denied", "Approved and Denied conditions are mutually exclusive"));
        }
    }

    /// <summary>What was stored is not held against this again: its spec does not change.</summary>
    public override void ValidateCreate(RegistryRequest request, JsonObject desired, ICollection<StatusCause> causes)
    {
        var spec = desired.Child("spec");
        if (CertificateRequestText.Complaint(spec.Text("request")) is { } why)
        {
            causes.Add(FieldErrors.Invalid("spec.request", spec.Text("request"), why));
        }

        if (!spec.Texts("usages").Any())
        {
            causes.Add(FieldErrors.Required("spec.usages"));
        }

        if (spec.Integer("expirationSeconds") is < ShortestSeconds and var seconds)
        {
            causes.Add(FieldErrors.Invalid("spec.expirationSeconds", seconds, "may not specify a duration less than 600 seconds (10 minutes)"));
        }
    }

    private static bool IsDecision(JsonObject condition) => condition.Text("type") is "Approved" or "Denied";

    private static JsonObject Stamped(JsonObject condition, JsonObject before, RegistryRequest request)
    {
        var stamped = condition.DeepClone().AsObject();
        var old = before.Objects("conditions").FirstOrDefault(one => one.Text("type") == condition.Text("type"));
        if (stamped["lastUpdateTime"] is null)
        {
            stamped["lastUpdateTime"] = ObjectTree.Timestamp(request.Now);
        }

        if (stamped["lastTransitionTime"] is null)
        {
            stamped["lastTransitionTime"] = old is not null && old.Text("status") == condition.Text("status")
                ? old.Text("lastTransitionTime")
                : ObjectTree.Timestamp(request.Now);
        }

        return stamped;
    }
}
