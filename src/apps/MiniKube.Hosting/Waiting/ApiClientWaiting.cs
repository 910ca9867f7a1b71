using k8s;
using k8s.Models;
using MiniKube.Api.Errors;
using MiniKube.Client.Api;

namespace MiniKube.Hosting.Waiting;

/// <summary>Waits for the state of objects by watching, never by asking again and again.</summary>
public static class ApiClientWaiting
{
    /// <summary>Waits until the objects of a kind, by name, satisfy the condition.</summary>
    /// <param name="client">As whom.</param>
    /// <param name="namespace">Of which namespace; null for all, and for cluster-scoped kinds.</param>
    /// <param name="condition">Told all objects by their name at each change.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public static async Task<IReadOnlyDictionary<string, T>> WaitForAllAsync<T>(
        this IApiClient client,
        string? @namespace,
        Func<IReadOnlyDictionary<string, T>, bool> condition,
        CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        while (true)
        {
            var list = await client.ListAsync<T>(@namespace, ListOptions.All, cancellationToken);
            var objects = list.Items.ToDictionary(item => item.Metadata.Name);
            if (condition(objects) || await FollowAsync(client, @namespace, list.ResourceVersion, objects, condition, cancellationToken))
            {
                return objects;
            }
        }
    }

    /// <returns>True when the condition came to hold; false when the watch ended first.</returns>
    private static async Task<bool> FollowAsync<T>(
        IApiClient client,
        string? @namespace,
        string resourceVersion,
        Dictionary<string, T> objects,
        Func<IReadOnlyDictionary<string, T>, bool> condition,
        CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        try
        {
            var options = new WatchOptions { ResourceVersion = resourceVersion };
            await foreach (var change in client.WatchAsync<T>(@namespace, options, cancellationToken))
            {
                if (change.Type == ChangeType.Deleted)
                {
                    objects.Remove(change.Object.Metadata.Name);
                }
                else if (change.Type != ChangeType.Bookmark)
                {
                    objects[change.Object.Metadata.Name] = change.Object;
                }

                if (condition(objects))
                {
                    return true;
                }
            }
        }
        catch (ApiException expired) when (expired.IsGone)
        {
            // Too much has happened since the list: list again.
        }

        return false;
    }
}
