using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MiniKube.ApiServer.Registry;

namespace MiniKube.ApiServer.Admission.PodSecurity;

/// <summary>The restricted level of the Pod Security Standards: as hardened as a pod can be. Each check says what is wrong, or null.</summary>
internal static class RestrictedChecks
{
    private static readonly ImmutableArray<string> AllowedVolumes =
        ["configMap", "downwardAPI", "emptyDir", "projected", "secret", "csi", "persistentVolumeClaim", "ephemeral", "image"];

    public static ImmutableArray<(int Since, Func<PodParts, string?> Check)> All { get; } =
    [
        .. BaselineChecks.Shared, (8, Escalation), (22, Capabilities), (0, Volumes), (0, NonRoot), (23, RootUser), (BaselineChecks.SeccompSince, Seccomp),
    ];

    private static string? Escalation(PodParts pod) => pod.IsWindows ? null : Name(
        pod.ContainersThat(container => PodParts.SecurityOf(container).Flag("allowPrivilegeEscalation") != false),
        "allowPrivilegeEscalation != false",
        "must set securityContext.allowPrivilegeEscalation=false");

    private static string? Capabilities(PodParts pod)
    {
        if (pod.IsWindows)
        {
            return null;
        }

        var parts = new List<string>();
        var undropped = pod.ContainersThat(container => !Of(container, "drop").Contains("ALL"));
        if (undropped.Count > 0)
        {
            parts.Add($"{PodParts.Named("container", undropped)} must set securityContext.capabilities.drop=[\"ALL\"]");
        }

        var adding = pod.ContainersThat(container => Of(container, "add").Any(name => name != "NET_BIND_SERVICE"));
        if (adding.Count > 0)
        {
            var added = pod.Containers.SelectMany(container => Of(container, "add")).Where(name => name != "NET_BIND_SERVICE").Distinct().Order(StringComparer.Ordinal);
            parts.Add($"{PodParts.Named("container", adding)} must not include {PodParts.Quoted(added)} in securityContext.capabilities.add");
        }

        return parts.Count == 0 ? null : $"unrestricted capabilities ({string.Join("; ", parts)})";
    }

    private static string? Volumes(PodParts pod)
    {
        var bad = pod.Spec.Objects("volumes")
            .Select(volume => (Name: volume.Text("name"), Type: volume.Select(field => field.Key).FirstOrDefault(key => key != "name") ?? "unknown"))
            .Where(volume => !AllowedVolumes.Contains(volume.Type))
            .ToList();
        if (bad.Count == 0)
        {
            return null;
        }

        var types = bad.Select(volume => volume.Type).Distinct().Order(StringComparer.Ordinal).ToList();
        return $"restricted volume types ({PodParts.Named("volume", [.. bad.Select(volume => volume.Name)])} {(bad.Count == 1 ? "uses" : "use")} restricted volume type{(types.Count == 1 ? "" : "s")} {PodParts.Quoted(types)})";
    }

    private static string? NonRoot(PodParts pod)
    {
        if (pod.Security.Flag("runAsNonRoot") == false)
        {
            return "runAsNonRoot != true (pod must not set securityContext.runAsNonRoot=false)";
        }

        var denying = pod.ContainersThat(container => PodParts.SecurityOf(container).Flag("runAsNonRoot") == false);
        if (denying.Count > 0)
        {
            return Name(denying, "runAsNonRoot != true", "must not set securityContext.runAsNonRoot=false");
        }

        var silent = pod.ContainersThat(container => PodParts.SecurityOf(container).Flag("runAsNonRoot") is null);
        return pod.Security.Flag("runAsNonRoot") == true || silent.Count == 0
            ? null
            : $"runAsNonRoot != true (pod or {PodParts.Named("container", silent)} must set securityContext.runAsNonRoot=true)";
    }

    private static string? RootUser(PodParts pod)
    {
        var bad = new List<string>();
        if (pod.Security.Integer("runAsUser") == 0)
        {
            bad.Add("pod");
        }

        var containers = pod.ContainersThat(container => PodParts.SecurityOf(container).Integer("runAsUser") == 0);
        if (containers.Count > 0)
        {
            bad.Add(PodParts.Named("container", containers));
        }

        return bad.Count == 0 ? null : $"runAsUser=0 ({string.Join(" and ", bad)} must not set runAsUser=0)";
    }

    private static string? Seccomp(PodParts pod)
    {
        if (pod.IsWindows)
        {
            return null;
        }

        if (BaselineChecks.Seccomp(pod) is { } unconfined)
        {
            return unconfined;
        }

        var silent = pod.ContainersThat(container => PodParts.SecurityOf(container).Child("seccompProfile").Text("type").Length == 0);
        return pod.Security.Child("seccompProfile").Text("type").Length > 0 || silent.Count == 0
            ? null
            : $"seccompProfile (pod or {PodParts.Named("container", silent)} must set securityContext.seccompProfile.type to \"RuntimeDefault\" or \"Localhost\")";
    }

    private static string? Name(IReadOnlyList<string> containers, string reason, string rule) =>
        containers.Count == 0 ? null : $"{reason} ({PodParts.Named("container", containers)} {rule})";

    private static IEnumerable<string> Of(JsonObject container, string name) => PodParts.SecurityOf(container).Child("capabilities").Texts(name);
}
