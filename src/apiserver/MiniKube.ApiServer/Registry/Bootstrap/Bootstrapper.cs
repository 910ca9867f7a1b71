using System.Collections.Immutable;
using System.Net;
using System.Text.Json.Nodes;
using MiniKube.Api.Errors;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Authentication;
using MiniKube.ApiServer.Registry.Allocation;
using MiniKube.ApiServer.Storage;

namespace MiniKube.ApiServer.Registry.Bootstrap;

/// <summary>Makes what every cluster has; what is there already stays as it is, but for where the server itself is reached.</summary>
internal sealed class Bootstrapper(
    ObjectStorage storage, ObjectCreator creator, ObjectUpdater updater, ServedResources resources, TimeProvider time)
{
    private static readonly UserInfo Server = UserInfo.Authenticated("system:apiserver", UserInfo.MastersGroup);

    public Task RunAsync(ApiServerOptions options, ServiceRanges ranges, CancellationToken cancellationToken) =>
        MakeAsync(BootstrapObjects.All(options, ranges, time.GetUtcNow()), cancellationToken);

    /// <summary>Lets the <c>kubernetes</c> Service lead to these servers.</summary>
    public async Task PublishAsync(ImmutableArray<IPAddress> addresses, int port, CancellationToken cancellationToken)
    {
        try
        {
            await MakeAsync(BootstrapObjects.Servers(addresses, port), cancellationToken);
        }
        catch (ApiException error) when (error.IsAlreadyExists || error.IsNotFound || error.IsConflict)
        {
            // Another server was faster; with the next renewal this is looked at again.
        }
    }

    private async Task MakeAsync(IEnumerable<(GroupVersionResource Resource, JsonObject Object)> objects, CancellationToken cancellationToken)
    {
        foreach (var (name, tree) in objects)
        {
            var request = new RegistryRequest
            {
                Resource = resources.Get(name),
                Namespace = tree.Namespace,
                Caller = Server,
                Now = time.GetUtcNow(),
                FieldManager = "kube-apiserver",
            };
            var key = request.Resource.Keys.For(new NamespacedName(tree.Namespace, tree.Name));
            if (await storage.FindAsync(key, cancellationToken) is null)
            {
                await creator.CreateAsync(request, tree.DeepClone().AsObject(), cancellationToken);
                await TellStatusAsync(request.For(tree.Name), tree, cancellationToken);
            }
            else
            {
                await RefreshAsync(request.For(tree.Name), tree, cancellationToken);
            }
        }
    }

    /// <summary>A new object of most kinds begins without a status.</summary>
    private async Task TellStatusAsync(RegistryRequest request, JsonObject tree, CancellationToken cancellationToken)
    {
        if (tree.Child("status") is null)
        {
            return;
        }

        await updater.UpdateAsync(
            request with { Subresource = "status" },
            existing =>
            {
                var desired = existing!.DeepClone().AsObject();
                desired.CopyFrom(tree, "status");
                return desired;
            },
            Preconditions.None,
            cancellationToken);
    }

    /// <summary>The server may have moved since it last ran.</summary>
    private async Task RefreshAsync(RegistryRequest request, JsonObject tree, CancellationToken cancellationToken)
    {
        if (request.GroupResource.Resource is not ("endpoints" or "endpointslices"))
        {
            return;
        }

        await updater.UpdateAsync(
            request,
            existing =>
            {
                var desired = existing!.DeepClone().AsObject();
                foreach (var name in (ReadOnlySpan<string>)["subsets", "endpoints", "ports"])
                {
                    desired.CopyFrom(tree, name);
                }

                return desired;
            },
            Preconditions.None,
            cancellationToken);
    }
}
