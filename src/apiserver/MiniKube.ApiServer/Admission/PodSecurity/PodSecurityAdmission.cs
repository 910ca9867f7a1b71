using System.Text.Json.Nodes;
using MiniKube.Api.Errors;
using MiniKube.ApiServer.Registry;
using MiniKube.ApiServer.Storage;
using MiniKube.Schema.ManagedFields;

namespace MiniKube.ApiServer.Admission.PodSecurity;

/// <summary>
/// Holds pods against the level that their namespace's labels enforce, and warns of the one they warn of; of workloads the pod template is
/// looked at for warnings only.
/// </summary>
internal sealed class PodSecurityAdmission(ObjectStorage storage, PodSecurityConfiguration configuration) : IValidatingAdmission
{
    public async ValueTask ValidateAsync(AdmissionRequest admission, CancellationToken cancellationToken)
    {
        if (admission.Object is not { } desired || admission.Request.Subresource is not ("" or "ephemeralcontainers"))
        {
            return;
        }

        var resource = admission.Request.GroupResource;
        if (admission.IsFor("", "namespaces"))
        {
            CheckLabels(admission, desired);
        }
        else if (resource is { Group: "", Resource: "pods" })
        {
            await CheckPodAsync(admission, desired, cancellationToken);
        }
        else if (TemplateOf(admission, desired) is { } template && !IsExempt(admission, template))
        {
            var labels = await LabelsAsync(admission.Request.Namespace, cancellationToken);
            Warn(admission, configuration.WarnedOfIn(labels), template);
            Note(admission, configuration.AuditedIn(labels), template);
        }
    }

    /// <summary>Every check of the level, as its version has it, that fails, in upstream's words; empty when none does.</summary>
    public static string Violations(PodSecurityPolicy policy, PodParts pod)
    {
        if (policy.Level == PodSecurityLevel.Privileged)
        {
            return "";
        }

        var checks = policy.Level == PodSecurityLevel.Baseline ? BaselineChecks.All : RestrictedChecks.All;
        var seen = pod with { Minor = policy.Minor };
        return string.Join(", ", checks.Where(each => each.Since <= policy.Minor).Select(each => each.Check(seen)).OfType<string>());
    }

    private async ValueTask CheckPodAsync(AdmissionRequest admission, JsonObject pod, CancellationToken cancellationToken)
    {
        if (admission.Existing is { } existing && JsonEquality.AreEqual(pod["spec"], existing["spec"]))
        {
            return;
        }

        var parts = PartsOf(pod);
        if (IsExempt(admission, parts))
        {
            return;
        }

        var labels = await LabelsAsync(admission.Request.Namespace, cancellationToken);
        var enforced = configuration.EnforcedIn(labels);
        admission.Request.Annotations.Add($"{PodSecurityPolicy.Prefix}enforce-policy", enforced.ToString().Trim('"'));
        Note(admission, configuration.AuditedIn(labels), parts);
        var violations = Violations(enforced, parts);
        if (violations.Length > 0)
        {
            throw StatusErrors.Forbidden(admission.Request.GroupResource, pod.Name, $"violates PodSecurity {enforced}: {violations}");
        }

        Warn(admission, configuration.WarnedOfIn(labels), parts);
    }

    private bool IsExempt(AdmissionRequest admission, PodParts pod)
    {
        var exemption = configuration.ExemptionOf(admission, pod);
        if (exemption.Length > 0)
        {
            admission.Request.Annotations.Add($"{PodSecurityPolicy.Prefix}exempt", exemption);
        }

        return exemption.Length > 0;
    }

    private static void Warn(AdmissionRequest admission, PodSecurityPolicy policy, PodParts pod)
    {
        var violations = Violations(policy, pod);
        var warning = $"would violate PodSecurity {policy}: {violations}";

        // A write that lost a race comes by again.
        if (violations.Length > 0 && !admission.Request.Warnings.Contains(warning))
        {
            admission.Request.Warnings.Add(warning);
        }
    }

    private static void Note(AdmissionRequest admission, PodSecurityPolicy policy, PodParts pod)
    {
        if (admission.Request.Annotations.IsKept && Violations(policy, pod) is { Length: > 0 } violations)
        {
            admission.Request.Annotations.Add($"{PodSecurityPolicy.Prefix}audit-violations", $"would violate PodSecurity {policy}: {violations}");
        }
    }

    private static PodParts? TemplateOf(AdmissionRequest admission, JsonObject desired)
    {
        if (admission.Request.Subresource.Length > 0)
        {
            return null;
        }

        var spec = desired.Child("spec");
        var template = (admission.Request.GroupResource.Group, admission.Request.GroupResource.Resource) switch
        {
            ("", "replicationcontrollers") => spec.Child("template"),
            ("", "podtemplates") => desired.Child("template"),
            ("apps", "deployments" or "replicasets" or "daemonsets" or "statefulsets") => spec.Child("template"),
            ("batch", "jobs") => spec.Child("template"),
            ("batch", "cronjobs") => spec.Child("jobTemplate").Child("spec").Child("template"),
            _ => null,
        };
        return template is null ? null : PartsOf(template);
    }

    private static PodParts PartsOf(JsonObject pod) => new(pod.Child("spec") ?? [], pod.Child("metadata") ?? []);

    private static void CheckLabels(AdmissionRequest admission, JsonObject desired)
    {
        var causes = new List<StatusCause>();
        foreach (var mode in (ReadOnlySpan<string>)["enforce", "audit", "warn"])
        {
            var key = PodSecurityPolicy.Prefix + mode;
            if (desired.Metadata.Child("labels").Text(key) is { Length: > 0 } level && PodSecurityPolicy.Find(level) is null)
            {
                causes.Add(FieldErrors.Invalid($"metadata.labels[{key}]", level, "must be one of privileged, baseline, restricted"));
            }

            var versionKey = $"{key}-version";
            if (desired.Metadata.Child("labels").Text(versionKey) is { Length: > 0 } version && !PodSecurityPolicy.IsVersion(version))
            {
                causes.Add(FieldErrors.Invalid($"metadata.labels[{versionKey}]", version, "must be \"latest\" or \"v1.x\""));
            }
        }

        if (causes.Count > 0)
        {
            throw StatusErrors.Invalid(admission.Request.Resource.Definition.Kind, desired.Name, [.. causes]);
        }
    }

    private async ValueTask<JsonObject?> LabelsAsync(string ns, CancellationToken cancellationToken)
    {
        if (await storage.FindAsync(ResourceKeys.Namespaces.For(new("", ns)), cancellationToken) is not { } stored)
        {
            return null;
        }

        var labels = new JsonObject();
        foreach (var (key, value) in ObjectAttributes.Read(stored, []).Labels)
        {
            labels[key] = value;
        }

        return labels;
    }
}
