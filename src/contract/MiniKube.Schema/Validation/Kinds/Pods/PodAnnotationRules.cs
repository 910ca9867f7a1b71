using System.Globalization;
using System.Text.Json.Nodes;
using MiniKube.Schema.Trees;
using MiniKube.Schema.Validation.Kinds.Containers;

namespace MiniKube.Schema.Validation.Kinds.Pods;

/// <summary>The annotations of pods that say something to the server.</summary>
internal static class PodAnnotationRules
{
    private const string Mirror = "kubernetes.io/config.mirror";
    private const string DeletionCost = "controller.kubernetes.io/pod-deletion-cost";
    private const string SeccompOfPod = "seccomp.security.alpha.kubernetes.io/pod";
    private const string SeccompOfContainer = "container.seccomp.security.alpha.kubernetes.io/";
    private const string AppArmor = "container.apparmor.security.beta.kubernetes.io/";

    public static void Check(JsonObject? annotations, JsonObject spec, FieldLocation where, Complaints complaints)
    {
        for (var i = 0; i < annotations?.Count; i++)
        {
            var (key, node) = annotations.GetAt(i);
            var value = node.AsText ?? "";
            if (key == Mirror && string.IsNullOrEmpty(spec.Text("nodeName")))
            {
                complaints.Invalid(where.Key(key), value, "must set spec.nodeName if mirror pod annotation is set");
            }
            else if (key == DeletionCost && !IsCost(value))
            {
                complaints.Invalid(where.Key(key), value, "must be a 32bit integer");
            }
            else if (key == SeccompOfPod || key.StartsWith(SeccompOfContainer, StringComparison.Ordinal))
            {
                Seccomp(value, where, key, complaints);
            }
            else if (key.StartsWith(AppArmor, StringComparison.Ordinal))
            {
                Profile(key[AppArmor.Length..], value, spec, where.Key(key), complaints);
            }
        }
    }

    public static void CheckUpdate(JsonObject? updated, JsonObject? old, FieldLocation where, Complaints complaints)
    {
        foreach (var (key, value) in old ?? [])
        {
            if (What(key) is { } what && updated.Text(key) != value.AsText)
            {
                complaints.Forbidden(where.Key(key), $"may not remove or update {what}");
            }
        }

        foreach (var (key, _) in updated ?? [])
        {
            if (What(key) is { } what && !old.Has(key))
            {
                complaints.Forbidden(where.Key(key), $"may not add {what}");
            }
        }
    }

    private static string? What(string key) => key == Mirror ? "mirror pod annotation"
        : key.StartsWith(AppArmor, StringComparison.Ordinal) ? "AppArmor annotations"
        : null;

    /// <summary>No plus sign and no zeros in front, so that one cost has one way to be written.</summary>
    private static bool IsCost(string text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)
        && !text.StartsWith('+')
        && (text.Length == 1 || !text.StartsWith('0'));

    private static void Seccomp(string profile, FieldLocation where, string key, Complaints complaints)
    {
        if (profile.StartsWith("localhost/", StringComparison.Ordinal))
        {
            PathRules.Descending(profile["localhost/".Length..], where, key, complaints);
        }
        else if (profile is not ("runtime/default" or "docker/default" or "unconfined"))
        {
            complaints.Invalid(where.Child(key), profile, "must be a valid seccomp profile");
        }
    }

    private static void Profile(string container, string profile, JsonObject spec, FieldLocation where, Complaints complaints)
    {
        if (!ContainerRules.Any(spec, one => one.Text("name") == container))
        {
            complaints.Invalid(where, container, "container not found");
        }

        if (profile is not ("" or "runtime/default" or "unconfined") && !profile.StartsWith("localhost/", StringComparison.Ordinal))
        {
            complaints.Invalid(where, profile, $"invalid AppArmor profile name: \"{profile}\"");
        }
    }
}
