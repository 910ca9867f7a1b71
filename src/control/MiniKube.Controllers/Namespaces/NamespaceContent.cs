using System.Collections.Immutable;
using MiniKube.Api.Errors;
using MiniKube.Api.Models;
using MiniKube.Api.Names;
using MiniKube.Client.Api;
using k8s.Models;

namespace MiniKube.Controllers.Namespaces;

/// <summary>Deletes whatever a namespace holds, of every kind that is served.</summary>
internal sealed class NamespaceContent(IApiClient api)
{
    private const int PageSize = 500;

    /// <summary>Asks for the deletion of everything and says what is left. Pods go first: what they use must not vanish under them.</summary>
    public async Task<RemainingContent> DeleteAsync(string @namespace, CancellationToken cancellationToken)
    {
        var discovered = await api.DiscoverAsync(cancellationToken);
        var failures = ImmutableArray.CreateBuilder<string>();
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var finalizers = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var group in discovered.Resources.Where(IsContent).GroupBy(IsLater).OrderBy(group => group.Key))
        {
            foreach (var resource in group)
            {
                try
                {
                    await DeleteAllAsync(resource, @namespace, cancellationToken);
                    await CountAsync(resource.Resource, @namespace, counts, finalizers, cancellationToken);
                }
                catch (ApiException refusal)
                {
                    failures.Add($"{resource.Resource.GroupResource}: {refusal.Message}");
                }
            }

            if (counts.Count > 0)
            {
                break;
            }
        }

        return new RemainingContent(
            discovered.IsComplete ? null : $"Discovery failed for some groups, {discovered.Failed.Length} failing: {string.Join(", ", discovered.Failed)}",
            failures.ToImmutable(),
            counts.ToImmutableSortedDictionary(StringComparer.Ordinal),
            finalizers.ToImmutableSortedDictionary(StringComparer.Ordinal));
    }

    private static bool IsContent(DiscoveredResource resource) => resource.IsNamespaced && resource.Supports("list") && resource.Supports("delete");

    private static bool IsLater(DiscoveredResource resource) => resource.Resource.GroupResource != new GroupResource("", "pods");

    private async Task DeleteAllAsync(DiscoveredResource resource, string @namespace, CancellationToken cancellationToken)
    {
        var options = new V1DeleteOptions { PropagationPolicy = "Background" };
        if (resource.Supports("deletecollection"))
        {
            await api.DeleteCollectionAsync(resource.Resource, @namespace, ListOptions.All, options, cancellationToken);
            return;
        }

        var list = await api.ListMetadataAsync(resource.Resource, @namespace, ListOptions.All, cancellationToken);
        foreach (var item in list.Items.Where(item => !item.IsBeingDeleted))
        {
            try
            {
                await api.DeleteMetadataAsync(resource.Resource, item.Key, options, cancellationToken);
            }
            catch (ApiException gone) when (gone.IsNotFound)
            {
                // Somebody else was faster.
            }
        }
    }

    private async Task CountAsync(
        GroupVersionResource resource,
        string @namespace,
        SortedDictionary<string, int> counts,
        SortedDictionary<string, int> finalizers,
        CancellationToken cancellationToken)
    {
        var options = new ListOptions { Limit = PageSize };
        while (true)
        {
            var page = await api.ListMetadataAsync(resource, @namespace, options, cancellationToken);
            if (page.Items.Length > 0)
            {
                var name = resource.GroupResource.ToString();
                counts[name] = counts.GetValueOrDefault(name) + page.Items.Length;
            }

            foreach (var finalizer in page.Items.SelectMany(item => item.Metadata.Finalizers ?? []))
            {
                finalizers[finalizer] = finalizers.GetValueOrDefault(finalizer) + 1;
            }

            if (page.Continue.Length == 0)
            {
                return;
            }

            options = options with { Continue = page.Continue };
        }
    }
}
