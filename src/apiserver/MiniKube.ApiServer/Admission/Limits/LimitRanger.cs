using System.Text.Json.Nodes;
using MiniKube.Api.Errors;
using MiniKube.ApiServer.Registry;
using MiniKube.ApiServer.Storage;
using MiniKube.Mvcc;

namespace MiniKube.ApiServer.Admission.Limits;

/// <summary>Gives new pods the requests and limits that the LimitRanges of their namespace have as defaults, and holds pods and claims against their bounds.</summary>
internal sealed class LimitRanger(ObjectStorage storage, ServedResource ranges) : IMutatingAdmission, IValidatingAdmission
{
    public async ValueTask MutateAsync(AdmissionRequest admission, CancellationToken cancellationToken)
    {
        if (admission is { Operation: AdmissionOperation.Create, Object: { } pod } && admission.IsFor("", "pods"))
        {
            foreach (var range in await RangesAsync(admission.Request.Namespace, cancellationToken))
            {
                LimitDefaults.Apply(pod, range);
            }
        }
    }

    public async ValueTask ValidateAsync(AdmissionRequest admission, CancellationToken cancellationToken)
    {
        if (admission is not { Operation: AdmissionOperation.Create, Object: { } made } || !(admission.IsFor("", "pods") || admission.IsFor("", "persistentvolumeclaims")))
        {
            return;
        }

        foreach (var range in await RangesAsync(admission.Request.Namespace, cancellationToken))
        {
            var complaints = LimitRules.Check(made, range);
            if (complaints.Count > 0)
            {
                var text = complaints.Count == 1 ? complaints[0] : $"[{string.Join(", ", complaints)}]";
                throw StatusErrors.Forbidden(admission.Request.GroupResource, made.Name, text);
            }
        }
    }

    /// <summary>In the order of their names, which decides whose defaults come first. A namespace has few.</summary>
    private async ValueTask<List<JsonObject>> RangesAsync(string ns, CancellationToken cancellationToken)
    {
        var found = await storage.RangeAsync(ranges.Keys.Range(ns), Revision.Zero, 0, cancellationToken);
        return [.. found.Items.Select(item => ranges.Decode(new StoredObject(item)))];
    }
}
