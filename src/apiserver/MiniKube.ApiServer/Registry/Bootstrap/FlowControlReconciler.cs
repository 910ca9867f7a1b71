using System.Text.Json.Nodes;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Authentication;
using MiniKube.ApiServer.FlowControl;
using MiniKube.ApiServer.FlowControl.Schemas;
using MiniKube.ApiServer.Storage;
using MiniKube.Mvcc;

namespace MiniKube.ApiServer.Registry.Bootstrap;

/// <summary>
/// Makes the default flow schemas and priority levels. The mandatory ones are given back what they must be; the suggested ones too, until an operator
/// sets their annotation to <c>"false"</c>.
/// </summary>
internal sealed class FlowControlReconciler(ObjectStorage storage, ObjectUpdater updater, ServedResources resources, ApiServerServices outside)
{
    public const string AutoUpdateAnnotation = "apf.kubernetes.io/autoupdate-spec";

    /// <summary>Several servers that start at once make the same objects; whoever loses looks again.</summary>
    private const int AttemptsMax = 10;

    private static readonly UserInfo Server = UserInfo.Authenticated("system:apiserver", UserInfo.MastersGroup);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; !await TryRunAsync(cancellationToken); attempt++)
        {
            if (attempt == AttemptsMax)
            {
                throw new InvalidOperationException("The default flow schemas could not be made: other servers change them all the time.");
            }
        }
    }

    private async Task<bool> TryRunAsync(CancellationToken cancellationToken)
    {
        var batch = new WriteBatch();
        foreach (var wanted in DefaultFlowControl.Levels().Concat(DefaultFlowControl.Schemas()))
        {
            wanted.Metadata["annotations"] = new JsonObject { [AutoUpdateAnnotation] = "true" };
            var resource = resources.Get(new GroupVersionResource("flowcontrol.apiserver.k8s.io", "v1", wanted.Text("kind") == "FlowSchema" ? "flowschemas" : "prioritylevelconfigurations"));
            var key = resource.Keys.For(new NamespacedName("", wanted.Name));
            if (await storage.FindAsync(key, cancellationToken) is { } stored)
            {
                await CorrectAsync(resource, wanted, resource.Decode(stored), cancellationToken);
                continue;
            }

            ObjectMetadata.FillForCreate(RequestFor(resource), wanted, outside.Uids);
            wanted["status"] = StatusOf(wanted);
            batch.Claim(key, await resource.EncodeAsync(wanted, cancellationToken));
        }

        // All in one transaction: a new cluster waits for one write.
        var transaction = new Transaction { Comparisons = [.. batch.Comparisons], Success = [.. batch.Operations] };
        return batch.IsEmpty || (await storage.Store.CommitAsync(transaction, cancellationToken)).Succeeded;
    }

    private async ValueTask CorrectAsync(ServedResource resource, JsonObject wanted, JsonObject existing, CancellationToken cancellationToken)
    {
        var isKept = DefaultFlowControl.IsMandatory(wanted.Name) || existing.Metadata.Child("annotations").Text(AutoUpdateAnnotation) == "true";
        if (!isKept || JsonNode.DeepEquals(existing["spec"], wanted["spec"]))
        {
            return;
        }

        await updater.UpdateAsync(
            RequestFor(resource).For(wanted.Name),
            current =>
            {
                var corrected = current!.DeepClone().AsObject();
                corrected.CopyFrom(wanted, "spec");
                return corrected;
            },
            Preconditions.None,
            cancellationToken);
    }

    /// <summary>The level is there, since it is made with the schema.</summary>
    private JsonObject StatusOf(JsonObject wanted)
    {
        var status = new JsonObject();
        if (wanted.Text("kind") == "FlowSchema")
        {
            FlowSchemaCondition.Set(status, wanted.Child("spec").Child("priorityLevelConfiguration").Text("name"), isDangling: false, outside.Time.GetUtcNow());
        }

        return status;
    }

    private RegistryRequest RequestFor(ServedResource resource) => new() { Resource = resource, Caller = Server, Now = outside.Time.GetUtcNow() };
}
