using System.Text.Json.Nodes;
using MiniKube.Api.Errors;
using MiniKube.ApiServer.Registry;

namespace MiniKube.ApiServer.Admission.Policies;

/// <summary>Makes of what policies are against an answer, warnings and records.</summary>
internal static class PolicyOutcome
{
    private const string FailureKey = "validation.policy.admission.k8s.io/validation_failure";

    /// <exception cref="ApiException">A binding denies.</exception>
    public static void Apply(AdmissionRequest admission, List<PolicyDecision> decisions, List<(string Key, string Value)> annotations)
    {
        foreach (var group in annotations.GroupBy(annotation => annotation.Key, StringComparer.Ordinal))
        {
            admission.Request.Annotations.Add(group.Key, string.Join(", ", group.Select(annotation => annotation.Value).Distinct()));
        }

        admission.Request.Warn(decisions.Where(decision => decision.Warns).Select(decision =>
            $"Validation failed for ValidatingAdmissionPolicy '{decision.Policy}' with binding '{decision.Binding.Name}': {decision.Message}"));
        var audited = decisions.Where(decision => decision.Audits).ToList();
        if (audited.Count > 0)
        {
            admission.Request.Annotations.Add(FailureKey, new JsonArray([.. audited.Select(Record)]).ToJsonString());
        }

        if (decisions.Find(decision => decision.Denies) is { } denied)
        {
            throw Refusal(admission, denied);
        }
    }

    private static JsonObject Record(PolicyDecision decision) => new()
    {
        ["message"] = decision.Message,
        ["policy"] = decision.Policy,
        ["binding"] = decision.Binding.Name,
        ["expressionIndex"] = decision.Index,
        ["validationActions"] = ObjectTree.ListOf(new[]
        {
            (decision.Binding.Audits, "Audit"), (decision.Binding.Denies, "Deny"), (decision.Binding.Warns, "Warn"),
        }.Where(action => action.Item1).Select(action => action.Item2)),
    };

    private static ApiException Refusal(AdmissionRequest admission, PolicyDecision decision)
    {
        var message = $"ValidatingAdmissionPolicy '{decision.Policy}' with binding '{decision.Binding.Name}' denied request: {decision.Message}";
        var status = StatusErrors.Forbidden(admission.Request.GroupResource, admission.Name, message).Status;
        var (reason, code) = decision.Reason switch
        {
            "Unauthorized" => (StatusReason.Unauthorized, 401),
            "Forbidden" => (StatusReason.Forbidden, 403),
            "RequestEntityTooLarge" => (StatusReason.RequestEntityTooLarge, 413),
            _ => (StatusReason.Invalid, 422),
        };
        return new ApiException(status with
        {
            Code = code,
            Reason = reason,
            Details = (status.Details ?? new StatusDetails()) with { Causes = [new StatusCause("", message, "")] },
        });
    }
}
