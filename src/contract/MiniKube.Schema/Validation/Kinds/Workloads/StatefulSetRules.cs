using System.Text.Json.Nodes;
using MiniKube.Api.Validation;
using MiniKube.Schema.ManagedFields;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation.Kinds.Workloads;

internal static class StatefulSetRules
{
    private static readonly string[] Changeable =
        ["replicas", "ordinals", "template", "updateStrategy", "revisionHistoryLimit", "persistentVolumeClaimRetentionPolicy", "minReadySeconds"];

    /// <param name="statefulSet">The object.</param>
    /// <param name="old">As it was before an update; null for a new one, of which also the names are looked at.</param>
    /// <param name="complaints">Takes what is wrong.</param>
    public static void Check(JsonObject statefulSet, JsonObject? old, Complaints complaints)
    {
        WorkloadRules.Check(statefulSet, "StatefulSet", complaints);
        var spec = statefulSet.Object("spec") ?? [];
        if (old is null)
        {
            Names(statefulSet, spec, complaints);
        }

        if (spec.Text("podManagementPolicy") is { Length: > 0 } management and not ("OrderedReady" or "Parallel"))
        {
            complaints.Invalid(WorkloadRules.Spec.Child("podManagementPolicy"), management, "must be 'OrderedReady' or 'Parallel'");
        }

        NumberRules.NonNegative(spec.Object("ordinals"), WorkloadRules.Spec.Child("ordinals"), complaints, "start");
        Strategy(spec.Object("updateStrategy") ?? [], WorkloadRules.Spec.Child("updateStrategy"), complaints);
        foreach (var when in (ReadOnlySpan<string>)["whenDeleted", "whenScaled"])
        {
            if (spec.Object("persistentVolumeClaimRetentionPolicy").Text(when) is { Length: > 0 } policy and not ("Retain" or "Delete"))
            {
                complaints.NotSupported(WorkloadRules.Spec.Child("persistentVolumeClaimRetentionPolicy", when), policy, ["Retain", "Delete"]);
            }
        }
    }

    /// <summary>The template as pods come to be of it: each claim is a volume of theirs, in the place of any other of its name.</summary>
    public static JsonObject WithClaims(JsonObject template, JsonObject spec)
    {
        if (spec.List("volumeClaimTemplates") is not { Count: > 0 } claims)
        {
            return template;
        }

        var whole = (JsonObject)template.DeepClone();
        var made = claims.Select(claim => (claim as JsonObject).Object("metadata").Text("name")).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var own = (whole.Object("spec").List("volumes") ?? []).Where(volume => !made.Contains((volume as JsonObject).Text("name") ?? "")).ToList();
        whole.Ensure("spec")["volumes"] = new JsonArray([.. own.Select(volume => volume?.DeepClone()), .. made.Select(Claimed)]);
        return whole;
    }

    private static JsonObject Claimed(string name) => new()
    {
        ["name"] = name,
        ["persistentVolumeClaim"] = new JsonObject { ["claimName"] = name },
    };

    /// <summary>The pods are called after the set, as hosts are called.</summary>
    private static void Names(JsonObject statefulSet, JsonObject spec, Complaints complaints)
    {
        if (statefulSet.Object("metadata").Text("name") is { Length: > 0 } name && NameRules.IsDnsSubdomain(name) && !NameRules.IsDnsLabel(name))
        {
            complaints.Invalid(FieldLocation.Root("metadata").Child("name"), name, NameRules.DnsLabel(name));
        }

        FieldRules.Text(spec, "serviceName", WorkloadRules.Spec, complaints, NameRules.DnsLabel);
    }

    private static void Strategy(JsonObject strategy, FieldLocation where, Complaints complaints)
    {
        var rolling = strategy.Object("rollingUpdate");
        var at = where.Child("rollingUpdate");
        switch (strategy.Text("type"))
        {
            case "RollingUpdate" when rolling is not null:
                NumberRules.NonNegative(rolling, at, complaints, "partition");
                NumberRules.CountOrPercent(rolling.Member("maxUnavailable"), at.Child("maxUnavailable"), complaints);
                if (rolling.Has("maxUnavailable") && WorkloadRules.IsZero(rolling.Member("maxUnavailable")))
                {
                    complaints.Invalid(at.Child("maxUnavailable"), rolling.Member("maxUnavailable"), "cannot be 0");
                }

                NumberRules.NotOver100Percent(rolling.Member("maxUnavailable"), at.Child("maxUnavailable"), complaints);
                break;
            case "OnDelete" when rolling is not null:
                complaints.Invalid(at, rolling, "only allowed for updateStrategy 'RollingUpdate'");
                break;
            case "RollingUpdate" or "OnDelete":
                break;
            case null or "":
                complaints.Required(where);
                break;
            default:
                complaints.Invalid(where, strategy, "must be 'RollingUpdate' or 'OnDelete'");
                break;
        }
    }

    public static void CheckUpdate(JsonObject updated, JsonObject old, Complaints complaints)
    {
        if (!JsonEquality.AreEqual(updated.Object("spec") ?? [], old.Object("spec") ?? [], Changeable))
        {
            complaints.Forbidden(
                WorkloadRules.Spec,
                "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden");
        }
    }
}
