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

        // Approval is a matter of conditions, of any type; a signer changes none that is a decision.
        var conditions = status.Objects("conditions")
            .Select(condition => (JsonNode?)Stamped(isApproval ? condition : Preserved(condition, status, before), before, request))
            .ToArray();
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

    public override void ValidateUpdate(RegistryRequest request, JsonObject desired, JsonObject existing, ICollection<StatusCause> causes)
    {
        foreach (var type in (ReadOnlySpan<string>)["Approved", "Denied", "Failed"])
        {
            var (now, before) = (Of(desired.Child("status"), type).Count(), Of(existing.Child("status"), type).Count());
            if (now < before)
            {
                causes.Add(FieldErrors.Forbidden("status.conditions", $"updates may not remove a condition of type \"{type}\""));
            }
            else if (now > before && type != "Failed" && request.Subresource != "approval")
            {
                causes.Add(FieldErrors.Forbidden("status.conditions", $"updates may not add a condition of type \"{type}\""));
            }
        }

        var (certificate, issued) = (desired.Child("status").Text("certificate"), existing.Child("status").Text("certificate"));
        if (issued is { Length: > 0 } && certificate != issued)
        {
            causes.Add(FieldErrors.Forbidden("status.certificate", "updates may not modify existing certificate content"));
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

    private static IEnumerable<JsonObject> Of(JsonObject? status, string type) => status.Objects("conditions").Where(condition => condition.Text("type") == type);

    /// <summary>The decision as it was made, where there are as many as before; else validation complains.</summary>
    private static JsonObject Preserved(JsonObject condition, JsonObject status, JsonObject before)
    {
        if (!IsDecision(condition) || condition.Text("type") is not { } type)
        {
            return condition;
        }

        var (sent, made) = (Of(status, type).ToList(), Of(before, type).ToList());
        return sent.Count == made.Count ? made[sent.IndexOf(condition)] : condition;
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
