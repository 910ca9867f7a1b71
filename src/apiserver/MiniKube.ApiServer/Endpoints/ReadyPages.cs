using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using MiniKube.ApiServer.Http;
using MiniKube.Mvcc;

namespace MiniKube.ApiServer.Endpoints;

/// <summary>Pages of a list whose objects can be read at once; notes how many there were.</summary>
internal static class ReadyPages
{
    public static async IAsyncEnumerable<ImmutableArray<KeyValue>> OfAsync(
        EndpointRequest request, IAsyncEnumerable<ImmutableArray<KeyValue>> pages, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var count = 0;
        await foreach (var page in pages.WithCancellation(cancellationToken))
        {
            count += page.Length;
            yield return await request.Resource.ReadyAsync(page, cancellationToken);
        }

        request.Http.Scope.ListedObjects = count;
    }
}
