using System.Text.Json.Nodes;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Warnings;

/// <summary>Pods, and the templates of pods.</summary>
internal static class PodWarnings
{
    private const string SeccompOfPod = "seccomp.security.alpha.kubernetes.io/pod";

    private static readonly (string Key, string Why)[] RetiredAnnotations =
    [
        ("scheduler.alpha.kubernetes.io/critical-pod", "non-functional in v1.16+; use the \"priorityClassName\" field instead"),
        ("security.alpha.kubernetes.io/sysctls", "non-functional in v1.11+; use the \"sysctls\" field instead"),
        ("security.alpha.kubernetes.io/unsafe-sysctls", "non-functional in v1.11+; use the \"sysctls\" field instead"),
    ];

    private static readonly (string Name, string Why)[] RetiredVolumes =
    [
        ("photonPersistentDisk", "deprecated in v1.11, non-functional in v1.16+"),
        ("gitRepo", "deprecated in v1.11, and disabled by default in v1.33+"),
        ("scaleIO", "deprecated in v1.16, non-functional in v1.22+"),
        ("flocker", "deprecated in v1.22, non-functional in v1.25+"),
        ("storageos", "deprecated in v1.22, non-functional in v1.25+"),
        ("quobyte", "deprecated in v1.22, non-functional in v1.25+"),
        ("glusterfs", "deprecated in v1.25, non-functional in v1.26+"),
        ("cephfs", "deprecated in v1.28, non-functional in v1.31+"),
        ("rbd", "deprecated in v1.28, non-functional in v1.31+"),
    ];

    /// <param name="pod">The pod, or the template.</param>
    /// <param name="at">Where it is: empty for a pod, with a dot at its end for a template.</param>
    /// <param name="warnings">Takes what is said.</param>
    public static void Check(JsonObject? pod, string at, List<string> warnings)
    {
        var spec = pod.Object("spec") ?? [];
        var annotations = pod.At("metadata", "annotations");
        if (spec.Object("nodeSelector") is { } selector)
        {
            NodeWarnings.Labels(selector, $"{at}spec.nodeSelector", warnings);
        }

        if (spec.At("affinity", "nodeAffinity") is { } affinity)
        {
            PodPlacementWarnings.NodeAffinity(affinity, $"{at}spec.affinity.nodeAffinity", warnings);
        }

        PodPlacementWarnings.Spread(spec, at, warnings);
        foreach (var (key, why) in RetiredAnnotations.Where(retired => annotations.Has(retired.Key)))
        {
            warnings.Add($"{at}metadata.annotations[{key}]: {why}");
        }

        Volumes(spec, at, warnings);
        Repeated(spec, "hostAliases", "ip", at, warnings);
        Repeated(spec, "imagePullSecrets", "name", at, warnings);
        UnnamedSecrets(spec, at, warnings);
        if (spec.Object("overhead") is { } overhead)
        {
            Fractions(overhead, $"{at}spec.overhead", warnings);
        }

        if (annotations.Has(SeccompOfPod) && spec.At("securityContext", "seccompProfile") is null)
        {
            warnings.Add($"{at}metadata.annotations[{SeccompOfPod}]: non-functional in v1.27+; use the \"seccompProfile\" field instead");
        }

        ContainerWarnings.Check(pod, at, warnings);
        if (spec.Integer("terminationGracePeriodSeconds") < 0)
        {
            warnings.Add($"{at}spec.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1");
        }

        foreach (var name in (ReadOnlySpan<string>)["podAffinity", "podAntiAffinity"])
        {
            if (spec.At("affinity", name) is { } terms)
            {
                PodPlacementWarnings.PodAffinity(terms, $"{at}spec.affinity.{name}", warnings);
            }
        }
    }

    /// <summary>Amounts of bytes that are no whole number.</summary>
    public static void Fractions(JsonObject? amounts, string where, List<string> warnings)
    {
        foreach (var name in (ReadOnlySpan<string>)["memory", "ephemeral-storage"])
        {
            StorageWarnings.Fraction(amounts, name, where, warnings);
        }
    }

    private static void Volumes(JsonObject spec, string at, List<string> warnings)
    {
        var index = 0;
        foreach (var volume in spec.Objects("volumes"))
        {
            foreach (var (name, why) in RetiredVolumes)
            {
                if (volume.Object(name) is not null)
                {
                    warnings.Add($"{at}spec.volumes[{index}].{(name == "storageos" ? "storageOS" : name)}: {why}");
                }
            }

            if (volume.At("ephemeral", "volumeClaimTemplate", "spec") is { } claim)
            {
                StorageWarnings.ClaimSpec(claim, $"{at}spec.volumes[{index}].ephemeral.volumeClaimTemplate.spec", warnings);
            }

            index++;
        }
    }

    private static void Repeated(JsonObject spec, string list, string key, string at, List<string> warnings)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var index = 0;
        foreach (var item in spec.Objects(list))
        {
            var value = item.Text(key) ?? "";
            if (!seen.Add(value))
            {
                warnings.Add($"{at}spec.{list}[{index}].{key}: duplicate {key} \"{value}\"");
            }

            index++;
        }
    }

    private static void UnnamedSecrets(JsonObject spec, string at, List<string> warnings)
    {
        var index = 0;
        foreach (var secret in spec.Objects("imagePullSecrets"))
        {
            if (string.IsNullOrEmpty(secret.Text("name")))
            {
                warnings.Add($"{at}spec.imagePullSecrets[{index}].name: invalid empty name \"\"");
            }

            index++;
        }
    }
}
