using System.Text.Json.Nodes;
using MiniKube.Api.Validation;
using MiniKube.Schema.ManagedFields;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation.Kinds;

/// <summary>Pods and the templates of pods.</summary>
internal static class PodRules
{
    private const string OnlySomeFields =
        "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";

    private const long DeadlineSecondsMax = int.MaxValue;

    private static readonly FieldLocation SpecRoot = FieldLocation.Root("spec");
    private static readonly string[] DnsPolicies = ["ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"];

    public static void Check(JsonObject pod, Complaints complaints)
    {
        CheckSpec(pod.Object("spec") ?? [], SpecRoot, complaints);
        ContainerRules.CheckImages(pod.Object("spec") ?? [], SpecRoot, complaints);
        if (pod.At("spec").Items("ephemeralContainers").Any() && !pod.At("metadata").Has("uid"))
        {
            complaints.Forbidden(SpecRoot.Child("ephemeralContainers"), "cannot be set on create");
        }
    }

    public static void CheckTemplate(JsonObject template, FieldLocation where, Complaints complaints)
    {
        var metadata = template.Object("metadata");
        MetadataRules.Labels(metadata.Object("labels"), where.Child("metadata", "labels"), complaints);
        MetadataRules.Annotations(metadata.Object("annotations"), where.Child("metadata", "annotations"), complaints);
        CheckSpec(template.Object("spec") ?? [], where.Child("spec"), complaints);
        if (template.Object("spec").Items("ephemeralContainers").Any())
        {
            complaints.Forbidden(where.Child("spec", "ephemeralContainers"), "ephemeral containers not allowed in pod template");
        }
    }

    public static void CheckUpdate(JsonObject updated, JsonObject old, Complaints complaints)
    {
        var (after, before) = (updated.Object("spec") ?? [], old.Object("spec") ?? []);
        if (JsonEquality.AreEqual(after, before))
        {
            return;
        }

        Containers(after, before, complaints);
        Deadline(after, before, complaints);
        Tolerations(after, before, complaints);
        if (!JsonNode.DeepEquals(Comparable(after, before), Comparable(before, before)))
        {
            complaints.Forbidden(SpecRoot, OnlySomeFields);
        }
    }

    private static void CheckSpec(JsonObject spec, FieldLocation where, Complaints complaints)
    {
        var volumes = VolumeRules.Check(spec, where.Child("volumes"), complaints);
        ContainerRules.CheckAll(spec, where, volumes, complaints);
        if (spec.Text("restartPolicy") is null or "")
        {
            complaints.Required(where.Child("restartPolicy"));
        }

        if (spec.Integer("activeDeadlineSeconds") is < 1 or > DeadlineSecondsMax)
        {
            complaints.Invalid(where.Child("activeDeadlineSeconds"), spec.Member("activeDeadlineSeconds"), $"must be between 1 and {DeadlineSecondsMax}, inclusive");
        }

        MetadataRules.Labels(spec.Object("nodeSelector"), where.Child("nodeSelector"), complaints);
        Names(spec, where, complaints);
        Dns(spec, where, complaints);
        SchedulingRules.Check(spec, where, complaints);
    }

    private static void Names(JsonObject spec, FieldLocation where, Complaints complaints)
    {
        foreach (var (field, rule) in new (string, Func<string, System.Collections.Immutable.ImmutableArray<string>>)[]
        {
            ("serviceAccountName", NameRules.DnsSubdomain),
            ("nodeName", NameRules.DnsSubdomain),
            ("hostname", NameRules.DnsLabel),
            ("subdomain", NameRules.DnsLabel),
            ("priorityClassName", NameRules.DnsSubdomain),
            ("runtimeClassName", NameRules.DnsSubdomain),
            ("schedulerName", NameRules.QualifiedName),
        })
        {
            if (spec.Text(field) is { Length: > 0 } name)
            {
                complaints.Invalid(where.Child(field), name, rule(name));
            }
        }

        var index = 0;
        foreach (var alias in spec.Objects("hostAliases"))
        {
            complaints.Invalid(where.Child("hostAliases").Index(index++).Child("ip"), alias.Member("ip"), NameRules.IpAddress(alias.Text("ip") ?? ""));
        }
    }

    private static void Dns(JsonObject spec, FieldLocation where, Complaints complaints)
    {
        if (spec.Text("dnsPolicy") is { } policy && !DnsPolicies.Contains(policy))
        {
            return;
        }

        if (spec.Text("dnsPolicy") == "None" && !spec.Object("dnsConfig").Items("nameservers").Any())
        {
            complaints.Required(where.Child("dnsConfig").Child("nameservers"), "must provide at least one DNS nameserver when `dnsPolicy` is None");
        }

        var index = 0;
        foreach (var server in spec.Object("dnsConfig").Items("nameservers"))
        {
            complaints.Invalid(where.Child("dnsConfig", "nameservers").Index(index++), server, NameRules.IpAddress(server.AsText ?? ""));
        }
    }

    private static void Containers(JsonObject after, JsonObject before, Complaints complaints)
    {
        foreach (var list in new[] { "containers", "initContainers" })
        {
            if (after.Items(list).Count() != before.Items(list).Count())
            {
                complaints.Forbidden(SpecRoot.Child(list), "pod updates may not add or remove containers");
            }

            var index = 0;
            foreach (var container in after.Objects(list))
            {
                if (string.IsNullOrEmpty(container.Text("image")))
                {
                    complaints.Required(SpecRoot.Child(list).Index(index).Child("image"));
                }

                index++;
            }
        }
    }

    private static void Deadline(JsonObject after, JsonObject before, Complaints complaints)
    {
        var where = SpecRoot.Child("activeDeadlineSeconds");
        if (before.Integer("activeDeadlineSeconds") is not { } old)
        {
            return;
        }

        if (after.Integer("activeDeadlineSeconds") is not { } now)
        {
            complaints.Invalid(where, null, "must not update from a positive integer to nil value");
        }
        else if (now > old)
        {
            complaints.Invalid(where, now, "must be less than or equal to previous value");
        }
    }

    private static void Tolerations(JsonObject after, JsonObject before, Complaints complaints)
    {
        var kept = after.Objects("tolerations").Select(Untimed).ToList();
        if (before.Objects("tolerations").Select(Untimed).Any(old => !kept.Exists(now => JsonNode.DeepEquals(now, old))))
        {
            complaints.Forbidden(SpecRoot.Child("tolerations"), "existing toleration can not be modified except its tolerationSeconds");
        }
    }

    private static JsonNode Untimed(JsonObject toleration)
    {
        var copy = (JsonObject)toleration.DeepClone();
        _ = copy.Remove("tolerationSeconds");
        return copy;
    }

    /// <summary>A copy in which the fields that may change are as they were.</summary>
    private static JsonObject Comparable(JsonObject spec, JsonObject before)
    {
        var copy = (JsonObject)spec.DeepClone();
        _ = copy.Remove("activeDeadlineSeconds");
        _ = copy.Remove("tolerations");
        if (before.Integer("terminationGracePeriodSeconds") < 0 && copy.Integer("terminationGracePeriodSeconds") == 1)
        {
            copy["terminationGracePeriodSeconds"] = before["terminationGracePeriodSeconds"]!.DeepClone();
        }

        foreach (var container in copy.Objects("containers").Concat(copy.Objects("initContainers")))
        {
            _ = container.Remove("image");
        }

        RemoveOpenedGates(copy, before);
        return copy;
    }

    /// <summary>A gate may be opened, and while one is shut the pod may still be told where to go.</summary>
    private static void RemoveOpenedGates(JsonObject copy, JsonObject before)
    {
        if (!before.Items("schedulingGates").Any())
        {
            return;
        }

        _ = copy.Remove("nodeSelector");
        _ = copy.Remove("affinity");
        if (copy.Objects("schedulingGates").All(gate => before.Objects("schedulingGates").Any(old => JsonNode.DeepEquals(gate, old))))
        {
            _ = copy.Remove("schedulingGates");
        }
    }
}
