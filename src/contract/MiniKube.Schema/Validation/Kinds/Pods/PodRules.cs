using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MiniKube.Api.Validation;
using MiniKube.Schema.Trees;
using MiniKube.Schema.Validation.Kinds.Containers;
using MiniKube.Schema.Validation.Kinds.Scheduling;
using MiniKube.Schema.Validation.Kinds.Storage;

namespace MiniKube.Schema.Validation.Kinds.Pods;

/// <summary>Pods and the templates of pods.</summary>
internal static class PodRules
{
    private const long DeadlineSecondsMax = int.MaxValue;

    private static readonly FieldLocation SpecRoot = FieldLocation.Root("spec");
    private static readonly FieldLocation AnnotationsRoot = FieldLocation.Root("metadata").Child("annotations");

    private static readonly (string Field, Func<string, ImmutableArray<string>> Rule)[] NameFields =
    [
        ("serviceAccountName", NameRules.DnsSubdomain),
        ("nodeName", NameRules.DnsSubdomain),
        ("hostname", NameRules.DnsLabel),
        ("subdomain", NameRules.DnsLabel),
        ("priorityClassName", NameRules.DnsSubdomain),
        ("runtimeClassName", NameRules.DnsSubdomain),
    ];

    public static void Check(JsonObject pod, Complaints complaints)
    {
        var (metadata, spec) = (pod.Object("metadata"), pod.Object("spec") ?? []);
        PodAnnotationRules.Check(metadata.Object("annotations"), spec, AnnotationsRoot, complaints);
        CheckSpec(spec, metadata.Text("name"), SpecRoot, complaints);
        ContainerRules.CheckImages(spec, SpecRoot, complaints);
        Tokens(spec, complaints);
        if (spec.List("ephemeralContainers") is { Count: > 0 } && !metadata.Has("uid"))
        {
            complaints.Forbidden(SpecRoot.Child("ephemeralContainers"), "cannot be set on create");
        }
    }

    public static void CheckTemplate(JsonObject template, FieldLocation where, Complaints complaints)
    {
        var (metadata, spec) = (template.Object("metadata"), template.Object("spec") ?? []);
        MetadataRules.Labels(metadata.Object("labels"), where.Child("labels"), complaints);
        MetadataRules.Annotations(metadata.Object("annotations"), where.Child("annotations"), complaints);
        PodAnnotationRules.Check(metadata.Object("annotations"), spec, where.Child("annotations"), complaints);
        CheckSpec(spec, name: null, where.Child("spec"), complaints);
        if (spec.List("ephemeralContainers") is { Count: > 0 })
        {
            complaints.Forbidden(where.Child("spec", "ephemeralContainers"), "ephemeral containers not allowed in pod template");
        }
    }

    /// <param name="spec">The spec.</param>
    /// <param name="name">The pod's; null in a template.</param>
    /// <param name="where">The place of the spec.</param>
    /// <param name="complaints">Where complaints go.</param>
    private static void CheckSpec(JsonObject spec, string? name, FieldLocation where, Complaints complaints)
    {
        var volumes = VolumeRules.Check(spec, name, where, complaints);
        PodResourceRules.Check(spec, where, complaints);
        ContainerRules.CheckAll(spec, where, volumes, complaints);
        if (spec.Text("restartPolicy") is null or "")
        {
            complaints.Required(where.Child("restartPolicy"));
        }

        if (spec.Integer("activeDeadlineSeconds") is < 1 or > DeadlineSecondsMax)
        {
            complaints.Invalid(where.Child("activeDeadlineSeconds"), spec.Member("activeDeadlineSeconds"), $"must be between 1 and {DeadlineSecondsMax}, inclusive");
        }

        if (spec.Object("nodeSelector") is { Count: > 0 } selector)
        {
            MetadataRules.Labels(selector, where.Child("nodeSelector"), complaints);
        }

        SecurityRules.CheckPod(spec, where, complaints);
        foreach (var (field, rule) in NameFields)
        {
            if (spec.Text(field) is { Length: > 0 } text && rule(text) is { IsEmpty: false } whys)
            {
                complaints.Invalid(where.Child(field), text, whys);
            }
        }

        Gates(spec, where, complaints);
        PodDnsRules.Check(spec, where, complaints);
        SchedulingRules.Check(spec, where, complaints);
        WindowsRules.CheckPod(spec, where, complaints);
    }

    private static void Gates(JsonObject spec, FieldLocation where, Complaints complaints)
    {
        var gates = spec.List("readinessGates");
        for (var i = 0; i < gates?.Count; i++)
        {
            var type = (gates[i] as JsonObject).Text("conditionType") ?? "";
            if (NameRules.QualifiedName(type) is { IsEmpty: false } whys)
            {
                complaints.Invalid(where.Child("readinessGates").Index(i).Child("conditionType"), type, whys);
            }
        }

        gates = spec.List("schedulingGates");
        for (var i = 0; i < gates?.Count; i++)
        {
            var name = (gates[i] as JsonObject).Text("name") ?? "";
            var at = where.Child("schedulingGates").Index(i);
            complaints.Invalid(at, name, NameRules.QualifiedName(name));
            if (gates.Take(i).Any(gate => (gate as JsonObject).Text("name") == name))
            {
                complaints.Duplicate(at, name);
            }
        }
    }

    /// <summary>Without an account there is nobody to have a token of.</summary>
    private static void Tokens(JsonObject spec, Complaints complaints)
    {
        if (!string.IsNullOrEmpty(spec.Text("serviceAccountName")))
        {
            return;
        }

        var volumes = spec.List("volumes");
        for (var i = 0; i < volumes?.Count; i++)
        {
            var sources = (volumes[i] as JsonObject).Object("projected").List("sources");
            for (var j = 0; j < sources?.Count; j++)
            {
                if ((sources[j] as JsonObject).Has("serviceAccountToken"))
                {
                    complaints.Forbidden(
                        SpecRoot.Child("volumes").Index(i).Child("projected", "sources").Index(j).Child("serviceAccountToken"),
                        "must not be specified when serviceAccountName is not set");
                }
            }
        }
    }
}
