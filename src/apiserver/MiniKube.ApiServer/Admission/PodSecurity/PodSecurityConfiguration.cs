using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MiniKube.ApiServer.Registry;

namespace MiniKube.ApiServer.Admission.PodSecurity;

/// <summary>What holds where a namespace's labels say nothing, and whom no level is held against. Immutable.</summary>
internal sealed record PodSecurityConfiguration
{
    private static readonly PodSecurityPolicy Privileged = new(PodSecurityLevel.Privileged, "latest");

    public static PodSecurityConfiguration None { get; } = new();

    public PodSecurityPolicy Enforce { get; init; } = Privileged;

    public PodSecurityPolicy Audit { get; init; } = Privileged;

    public PodSecurityPolicy Warn { get; init; } = Privileged;

    public ImmutableHashSet<string> ExemptUsernames { get; init; } = [];

    public ImmutableHashSet<string> ExemptNamespaces { get; init; } = [];

    public ImmutableHashSet<string> ExemptRuntimeClasses { get; init; } = [];

    public PodSecurityPolicy EnforcedIn(JsonObject? labels) => PodSecurityPolicy.Read(labels, "enforce", Enforce);

    public PodSecurityPolicy AuditedIn(JsonObject? labels) => PodSecurityPolicy.Read(labels, "audit", Audit);

    /// <summary>A level that is asked to be enforced is warned of too, so that who makes a Deployment hears of it: it makes the pods that are refused.</summary>
    public PodSecurityPolicy WarnedOfIn(JsonObject? labels)
    {
        var warned = PodSecurityPolicy.Read(labels, "warn", Warn);
        var enforced = EnforcedIn(labels);
        var isSilent = labels.Text($"{PodSecurityPolicy.Prefix}warn").Length == 0 && labels.Text($"{PodSecurityPolicy.Prefix}enforce").Length > 0;
        return isSilent && enforced.Level > warned.Level
            ? warned with { Level = enforced.Level, Version = labels.Text($"{PodSecurityPolicy.Prefix}warn-version").Length > 0 ? warned.Version : enforced.Version }
            : warned;
    }

    /// <summary>For the audit log: <c>namespace</c>, <c>user</c> or <c>runtimeClass</c>; empty when a level is held against the pod.</summary>
    public string ExemptionOf(AdmissionRequest admission, PodParts? pod) =>
        ExemptNamespaces.Contains(admission.Request.Namespace) ? "namespace"
        : ExemptUsernames.Contains(admission.Request.Caller.Name) ? "user"
        : pod is not null && ExemptRuntimeClasses.Contains(pod.Spec.Text("runtimeClassName")) ? "runtimeClass"
        : "";
}
