using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using MiniKube.Api.Errors;
using MiniKube.ApiServer.Registry;

namespace MiniKube.ApiServer.Admission.Webhooks;

/// <summary>Reads what a webhook answered, and holds it against what may be answered.</summary>
internal static class ReviewAnswer
{
    private const string JsonPatchType = "JSONPatch";

    /// <param name="webhook">Who answered.</param>
    /// <param name="uid">Of the question.</param>
    /// <param name="isMutating">Patches may be answered.</param>
    /// <param name="review">The answer.</param>
    public static WebhookOutcome Read(AdmissionWebhook webhook, string uid, bool isMutating, JsonObject review)
    {
        if (review.Child("response") is not { } response)
        {
            return Invalid("webhook response was absent");
        }

        if (Complaint(webhook, uid, isMutating, review, response) is { } complaint)
        {
            return Invalid(complaint);
        }

        ImmutableArray<string> warnings = [.. response.Texts("warnings")];
        ImmutableArray<KeyValuePair<string, string>> annotations =
        [
            .. (response.Child("auditAnnotations") ?? []).Select(each => KeyValuePair.Create(each.Key, response.Child("auditAnnotations").Text(each.Key))),
        ];
        if (response.Flag("allowed") != true)
        {
            return new WebhookOutcome.Denied(Refusal(webhook.Name, response.Child("status"))) { Warnings = warnings, Annotations = annotations };
        }

        var patch = isMutating ? Patch(response) : [];
        return patch is null
            ? Invalid("webhook returned response.patch that is not base64")
            : new WebhookOutcome.Allowed(patch) { Warnings = warnings, Annotations = annotations };
    }

    private static WebhookOutcome.Failed Invalid(string why) => new($"received invalid webhook response: {why}", 503);

    /// <summary>What v1 asks of an answer; the beta took anything.</summary>
    private static string? Complaint(AdmissionWebhook webhook, string uid, bool isMutating, JsonObject review, JsonObject response)
    {
        var (hasPatch, hasType) = (response.Text("patch").Length > 0, response["patchType"] is not null);
        if (webhook.ReviewVersion != "v1")
        {
            return null;
        }

        if (response.Text("uid") != uid)
        {
            return $"expected response.uid \"{uid}\", got \"{response.Text("uid")}\"";
        }

        var (kind, version) = (review.Text("kind"), review.Text("apiVersion"));
        if (kind != "AdmissionReview" || version != "admission.k8s.io/v1")
        {
            return $"expected webhook response of admission.k8s.io/v1, Kind=AdmissionReview, got {(version.Length == 0 ? "/" : version)}, Kind={kind}";
        }

        return (isMutating, hasPatch, hasType) switch
        {
            (true, true, false) => "webhook returned response.patch but not response.patchType",
            (true, false, true) => "webhook returned response.patchType but not response.patch",
            (true, true, true) when response.Text("patchType") != JsonPatchType => $"webhook returned invalid response.patchType of \"{response.Text("patchType")}\"",
            (false, true, _) => "validating webhook may not return response.patch",
            (false, _, true) => "validating webhook may not return response.patchType",
            _ => null,
        };
    }

    private static byte[]? Patch(JsonObject response)
    {
        try
        {
            return Convert.FromBase64String(response.Text("patch"));
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static ApiStatus Refusal(string webhook, JsonObject? status)
    {
        var read = Known(status) ?? new ApiStatus { Code = 0 };
        var denied = $"admission webhook \"{webhook}\" denied the request";
        return read with
        {
            // A refusal must not look like success.
            Code = status.Integer("code") is { } code and >= 400 and < 600 ? (int)code : 400,
            Message = read.Message.Length > 0 ? $"{denied}: {read.Message}"
                : read.Reason.Length > 0 ? $"{denied}: {read.Reason}"
                : $"{denied} without explanation",
        };
    }

    private static ApiStatus? Known(JsonObject? status)
    {
        if (status?.DeepClone() is not JsonObject named)
        {
            return null;
        }

        named["kind"] = "Status";
        return StatusJson.TryRead(Encoding.UTF8.GetBytes(named.ToJsonString()));
    }
}
