using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using MiniKube.ApiServer.Registry;
using MiniKube.Mvcc;

namespace MiniKube.ApiServer.Endpoints;

/// <summary>Pages of a list whose objects can be read at once.</summary>
internal static class ReadyPages
{
    public static async IAsyncEnumerable<ImmutableArray<KeyValue>> OfAsync(
        ServedResource resource, IAsyncEnumerable<ImmutableArray<KeyValue>> pages, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var page in pages.WithCancellation(cancellationToken))
        {
            yield return await resource.ReadyAsync(page, cancellationToken);
        }
    }
}
