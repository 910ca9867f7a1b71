using System.Globalization;
using k8s.Models;

namespace MiniKube.Kubelet.Planning;

/// <summary>Decides whether the node takes a pod that was bound to it. Who binds may not know the node, or not ask it: this is the last word.</summary>
internal static class PodAdmission
{
    /// <summary>Null when the pod may begin, or has begun.</summary>
    public static PodRejection? Check(PodSnapshot snapshot) => snapshot.IsAdmitted || snapshot.Pod.Status?.StartTime is not null || !snapshot.Runtime.IsGone
        ? null
        : OfSystem(snapshot.Pod) ?? OfSysctls(snapshot) ?? OfAppArmor(snapshot) ?? OfGroups(snapshot) ?? OfResources(snapshot);

    private static PodRejection? OfSystem(V1Pod pod) => pod.Spec.Os?.Name is null or "" or "linux"
        ? null
        : new PodRejection("PodOSNotSupported", "Failed to admit pod as the OS field doesn't match node OS");

    private static PodRejection? OfSysctls(PodSnapshot snapshot) =>
        snapshot.Pod.Spec.SecurityContext?.Sysctls?.FirstOrDefault(sysctl => !Sysctls.IsAllowed(sysctl.Name, snapshot.Node.UnsafeSysctls)) is { } forbidden
            ? new PodRejection("SysctlForbidden", $"forbidden sysctl: \"{Sysctls.Dotted(forbidden.Name)}\" not allowlisted")
            : null;

    private static PodRejection? OfAppArmor(PodSnapshot snapshot)
    {
        var pod = snapshot.Pod;
        var isAsked = pod.Inits.Concat(pod.Regulars).Any(container =>
            (container.SecurityContext?.AppArmorProfile ?? pod.Spec.SecurityContext?.AppArmorProfile) is { Type: not "Unconfined" });
        return isAsked && !snapshot.Node.HasAppArmor
            ? new PodRejection("AppArmor", "Cannot enforce AppArmor: AppArmor is not enabled on the host")
            : null;
    }

    private static PodRejection? OfGroups(PodSnapshot snapshot) =>
        snapshot.Pod.Spec.SecurityContext?.SupplementalGroupsPolicy is "Strict" && !snapshot.Node.HasStrictGroups
            ? new PodRejection("SupplementalGroupsPolicyNotSupported", "SupplementalGroupsPolicy=Strict is not supported in this node")
            : null;

    private static PodRejection? OfResources(PodSnapshot snapshot)
    {
        var (asked, others) = (PodShares.Asked(snapshot.Pod), snapshot.Others);
        return OfResource(snapshot, "cpu", asked.Cpu, others.Cpu, unitsOfOne: 1000) ?? OfResource(snapshot, "memory", asked.Memory, others.Memory, unitsOfOne: 1);
    }

    // Upstream's words, with cpu in thousandths.
    private static PodRejection? OfResource(PodSnapshot snapshot, string name, decimal asked, decimal others, int unitsOfOne)
    {
        if (asked == 0 || !snapshot.Allocatable.TryGetValue(name, out var capacity) || asked + others <= capacity)
        {
            return null;
        }

        var (requested, used, all) = ((long)(asked * unitsOfOne), (long)(others * unitsOfOne), (long)(capacity * unitsOfOne));
        return new PodRejection(
            $"OutOf{name}",
            string.Create(CultureInfo.InvariantCulture, $"Node didn't have enough resource: {name}, requested: {requested}, used: {used}, capacity: {all}"));
    }
}
