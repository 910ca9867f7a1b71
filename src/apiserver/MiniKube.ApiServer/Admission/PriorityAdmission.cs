using System.Text.Json;
using System.Text.Json.Nodes;
using MiniKube.Api.Errors;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Registry;
using MiniKube.ApiServer.Storage;

namespace MiniKube.ApiServer.Admission;

/// <summary>Gives a new pod the priority of its class, or of the cluster's default class, of which it takes care that there is one at most.</summary>
internal sealed class PriorityAdmission(ObjectStorage storage, ServedResource classes) : IMutatingAdmission, IValidatingAdmission
{
    public async ValueTask MutateAsync(AdmissionRequest admission, CancellationToken cancellationToken)
    {
        if (!admission.IsFor("", "pods") || admission.Object is not { } pod)
        {
            return;
        }

        if (admission.Operation == AdmissionOperation.Update)
        {
            Keep(pod.Ensure("spec"), admission.Existing.Child("spec"));
        }
        else if (admission.Operation == AdmissionOperation.Create)
        {
            await GiveAsync(pod, cancellationToken);
        }
    }

    /// <summary>Whoever replaces a pod by what made it does not know what it was given then.</summary>
    private static void Keep(JsonObject spec, JsonObject? before)
    {
        foreach (var name in (ReadOnlySpan<string>)["priority", "preemptionPolicy"])
        {
            if (!spec.ContainsKey(name) && before is not null)
            {
                spec.CopyFrom(before, name);
            }
        }
    }

    private async ValueTask GiveAsync(JsonObject pod, CancellationToken cancellationToken)
    {
        var spec = pod.Ensure("spec");
        var name = spec.Text("priorityClassName");
        var found = name.Length > 0 ? await FindAsync(name, cancellationToken) : await FindDefaultAsync(cancellationToken);
        if (found is null && name.Length > 0)
        {
            throw StatusErrors.Forbidden(
                new GroupResource("", "pods"),
                pod.Name,
                $"no PriorityClass with name {name} was found");
        }

        var value = found.Integer("value") ?? 0;
        if (spec.Integer("priority") is { } asked && asked != value)
        {
            throw StatusErrors.Forbidden(
                new GroupResource("", "pods"),
                pod.Name,
                $"the integer value of priority ({asked}) must not be provided in pod spec; priority admission controller computed {value} from the given PriorityClass name");
        }

        spec["priority"] = value;
        if (found is not null)
        {
            spec["priorityClassName"] = found.Name;
        }

        if (spec.Text("preemptionPolicy").Length == 0)
        {
            spec["preemptionPolicy"] = found.Text("preemptionPolicy") is { Length: > 0 } policy ? policy : "PreemptLowerPriority";
        }
    }

    public async ValueTask ValidateAsync(AdmissionRequest admission, CancellationToken cancellationToken)
    {
        if (admission.Operation is not (AdmissionOperation.Create or AdmissionOperation.Update)
            || !admission.IsFor("scheduling.k8s.io", "priorityclasses")
            || admission.Object is not { } desired
            || desired.Flag("globalDefault") != true)
        {
            return;
        }

        if (await FindDefaultAsync(cancellationToken) is { } other && (admission.Operation == AdmissionOperation.Create || other.Name != desired.Name))
        {
            throw StatusErrors.Forbidden(
                classes.GroupResource,
                desired.Name,
                $"PriorityClass {other.Name} is already marked as default. Only one default can exist");
        }
    }

    private async ValueTask<JsonObject?> FindAsync(string name, CancellationToken cancellationToken) =>
        await storage.FindAsync(classes.Keys.For(new("", name)), cancellationToken) is { } stored ? classes.Decode(stored) : null;

    /// <summary>The lowest of the classes marked as default, as upstream chooses. There are few classes.</summary>
    private async ValueTask<JsonObject?> FindDefaultAsync(CancellationToken cancellationToken)
    {
        JsonObject? lowest = null;
        var all = await storage.RangeAsync(classes.Keys.Range(""), Mvcc.Revision.Zero, 0, cancellationToken);
        foreach (var item in all.Items)
        {
            var stored = new StoredObject(item);
            if (!IsDefault(stored))
            {
                continue;
            }

            var found = classes.Decode(stored);
            if (lowest is null || found.Integer("value") < lowest.Integer("value"))
            {
                lowest = found;
            }
        }

        return lowest;
    }

    /// <summary>Looks into the bytes: most clusters have no such class, and every pod that is made asks.</summary>
    private static bool IsDefault(StoredObject stored)
    {
        var reader = new Utf8JsonReader(stored.Json, StoredObject.ReaderOptions);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isMark = reader.ValueTextEquals("globalDefault"u8);
            reader.Read();
            if (isMark)
            {
                return reader.TokenType == JsonTokenType.True;
            }

            reader.Skip();
        }

        return false;
    }
}
