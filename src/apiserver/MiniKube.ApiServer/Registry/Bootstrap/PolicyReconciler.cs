using System.Text.Json.Nodes;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Authentication;
using MiniKube.ApiServer.Authorization.Rbac;
using MiniKube.ApiServer.Storage;
using MiniKube.Mvcc;

namespace MiniKube.ApiServer.Registry.Bootstrap;

/// <summary>
/// Makes the default roles and bindings, and gives back what they lack. What an operator has added stays; what is annotated
/// <c>autoupdate: "false"</c> stays as it is.
/// </summary>
internal sealed class PolicyReconciler(ObjectStorage storage, ObjectUpdater updater, ObjectDeleter deleter, ServedResources resources, ApiServerServices outside)
{
    /// <summary>Several servers that start at once make the same objects; whoever loses looks again.</summary>
    private const int AttemptsMax = 10;

    /// <summary>Below the operations that an etcd takes in one transaction.</summary>
    private const int ObjectsPerTransaction = 60;

    private static readonly UserInfo Server = UserInfo.Authenticated("system:apiserver", UserInfo.MastersGroup);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; !await TryRunAsync(cancellationToken); attempt++)
        {
            if (attempt == AttemptsMax)
            {
                throw new InvalidOperationException("The default roles could not be made: other servers change them all the time.");
            }
        }
    }

    private async Task<bool> TryRunAsync(CancellationToken cancellationToken)
    {
        var missing = new List<(ServedResource Resource, JsonObject Object)>();
        foreach (var (name, wanted) in DefaultPolicy.Objects())
        {
            var resource = resources.Get(name);
            if (await storage.FindAsync(KeyOf(resource, wanted), cancellationToken) is not { } stored)
            {
                missing.Add((resource, wanted));
            }
            else if (!await CorrectAsync(resource, wanted, resource.Decode(stored), cancellationToken))
            {
                return false;
            }
        }

        foreach (var some in missing.Chunk(ObjectsPerTransaction))
        {
            if (!await CreateAsync(some, cancellationToken))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>All in one transaction: a new cluster waits for one write, not for a hundred.</summary>
    private async Task<bool> CreateAsync((ServedResource Resource, JsonObject Object)[] missing, CancellationToken cancellationToken)
    {
        var batch = new WriteBatch();
        foreach (var (resource, wanted) in missing)
        {
            ObjectMetadata.FillForCreate(RequestFor(resource, wanted), wanted, outside.Uids);
            batch.Claim(KeyOf(resource, wanted), await resource.EncodeAsync(wanted, cancellationToken));
        }

        var transaction = new Transaction { Comparisons = [.. batch.Comparisons], Success = [.. batch.Operations] };
        return (await storage.Store.CommitAsync(transaction, cancellationToken)).Succeeded;
    }

    /// <returns>False when everything has to be looked at again.</returns>
    private async Task<bool> CorrectAsync(ServedResource resource, JsonObject wanted, JsonObject existing, CancellationToken cancellationToken)
    {
        if (existing.Metadata.Child("annotations").Text(DefaultPolicy.AutoUpdateAnnotation) == "false")
        {
            return true;
        }

        var request = RequestFor(resource, wanted).For(wanted.Name);
        if (!JsonNode.DeepEquals(wanted["roleRef"], existing["roleRef"]))
        {
            // What a binding is for cannot be changed, so it is made anew.
            await deleter.DeleteAsync(request, new DeleteOptions(), cancellationToken);
            return false;
        }

        if (!JsonNode.DeepEquals(DefaultPolicyMerge.Merge(existing, wanted), existing))
        {
            await updater.UpdateAsync(request, current => DefaultPolicyMerge.Merge(current!, wanted), Preconditions.None, cancellationToken);
        }

        return true;
    }

    private RegistryRequest RequestFor(ServedResource resource, JsonObject wanted) => new()
    {
        Resource = resource,
        Namespace = wanted.Namespace,
        Caller = Server,
        Now = outside.Time.GetUtcNow(),
    };

    private static Key KeyOf(ServedResource resource, JsonObject wanted) => resource.Keys.For(new NamespacedName(wanted.Namespace, wanted.Name));
}
