using System.Text.Json.Nodes;
using MiniKube.Api.Errors;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Authentication;
using MiniKube.ApiServer.FlowControl;
using MiniKube.ApiServer.FlowControl.Schemas;
using MiniKube.ApiServer.Storage;
using MiniKube.Mvcc;

namespace MiniKube.ApiServer.Registry.Bootstrap;

/// <summary>
/// Makes the default flow schemas and priority levels. The mandatory ones are given back what they must be; the suggested ones too, until an operator
/// has changed them without the annotation or set it to <c>"false"</c>. What was a default once is taken away.
/// </summary>
internal sealed class FlowControlReconciler(
    ObjectStorage storage, ObjectUpdater updater, ObjectDeleter deleter, ServedResources resources, ApiServerServices outside)
{
    /// <summary>Several servers that start at once make the same objects; whoever loses looks again.</summary>
    private const int AttemptsMax = 10;

    private static readonly UserInfo Server = UserInfo.Authenticated("system:apiserver", UserInfo.MastersGroup);

    /// <returns>True when something was not as it must be.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; attempt <= AttemptsMax; attempt++)
        {
            if (await TryRunAsync(cancellationToken) is { } changed)
            {
                return changed > 0;
            }
        }

        throw new InvalidOperationException("The default flow schemas could not be made: other servers change them all the time.");
    }

    /// <returns>How many were changed; null when another server made one at the same time.</returns>
    private async Task<int?> TryRunAsync(CancellationToken cancellationToken)
    {
        var batch = new WriteBatch();
        var changed = await RemoveFormerAsync(cancellationToken);
        foreach (var wanted in DefaultFlowControl.Levels().Concat(DefaultFlowControl.Schemas()))
        {
            FlowControlUpkeep.Mark(wanted, isAutomatic: true);
            var resource = Served(wanted.Text("kind") == "FlowSchema" ? "flowschemas" : "prioritylevelconfigurations");
            var key = resource.Keys.For(new NamespacedName("", wanted.Name));
            if (await storage.FindAsync(key, cancellationToken) is { } stored)
            {
                changed += await CorrectAsync(resource, wanted, resource.Decode(stored), cancellationToken) ? 1 : 0;
                continue;
            }

            ObjectMetadata.FillForCreate(RequestFor(resource), wanted, outside.Uids);
            wanted["status"] = StatusOf(wanted);
            batch.Claim(key, await resource.EncodeAsync(wanted, cancellationToken));
            changed++;
        }

        // All in one transaction: a new cluster waits for one write.
        var transaction = new Transaction { Comparisons = [.. batch.Comparisons], Success = [.. batch.Operations] };
        return batch.IsEmpty || (await storage.Store.CommitAsync(transaction, cancellationToken)).Succeeded ? changed : null;
    }

    private async ValueTask<bool> CorrectAsync(ServedResource resource, JsonObject wanted, JsonObject existing, CancellationToken cancellationToken)
    {
        if (FlowControlUpkeep.Correct(existing, wanted) is null)
        {
            return false;
        }

        try
        {
            await updater.UpdateAsync(
                RequestFor(resource).For(wanted.Name), current => FlowControlUpkeep.Correct(current!, wanted) ?? current!, Preconditions.None, cancellationToken);
        }
        catch (ApiException error) when (error.IsNotFound)
        {
            // Gone meanwhile: that is seen, and it is made anew.
        }

        return true;
    }

    /// <summary>What this server once kept, and its version of Kubernetes no longer has.</summary>
    private async ValueTask<int> RemoveFormerAsync(CancellationToken cancellationToken)
    {
        var removed = 0;
        var defaults = DefaultFlowControl.Levels().Concat(DefaultFlowControl.Schemas()).Select(KindAndName).ToHashSet();
        foreach (var resource in (ServedResource[])[Served("flowschemas"), Served("prioritylevelconfigurations")])
        {
            await foreach (var page in ObjectPages.ReadAsync(storage, resource.Keys.Range(""), Revision.Zero, cancellationToken))
            {
                var stored = page.Select(item => resource.Decode(new StoredObject(item)));
                foreach (var former in stored.Where(each => FlowControlUpkeep.IsAutomatic(each) && !defaults.Contains(KindAndName(each))))
                {
                    removed += await TryRemoveAsync(resource, former, cancellationToken) ? 1 : 0;
                }
            }
        }

        return removed;
    }

    private async ValueTask<bool> TryRemoveAsync(ServedResource resource, JsonObject former, CancellationToken cancellationToken)
    {
        try
        {
            var options = new DeleteOptions { Preconditions = new Preconditions(former.Metadata.Text("uid"), former.Metadata.Text("resourceVersion")) };
            await deleter.DeleteAsync(RequestFor(resource).For(former.Name), options, cancellationToken);
            return true;
        }
        catch (ApiException error) when (error.IsNotFound || error.IsConflict)
        {
            // Gone or changed meanwhile: that is seen, and it is looked at anew.
            return false;
        }
    }

    private static (string Kind, string Name) KindAndName(JsonObject tree) => (tree.Text("kind"), tree.Name);

    private ServedResource Served(string resource) => resources.Get(new GroupVersionResource(FlowControlState.Group, "v1", resource));

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
