using System.Collections.Immutable;
using MiniKube.ApiServer.Storage;
using MiniKube.Mvcc;

namespace MiniKube.ApiServer.Endpoints;

/// <summary>What a list answers with.</summary>
/// <param name="Metadata">Its metadata.</param>
/// <param name="Pages">Gives the objects, page by page, and the same ones again when it is asked again.</param>
/// <param name="Matches">Which of them belong to the list; null for all.</param>
internal sealed record ListContent(
    ListMetadata Metadata,
    Func<CancellationToken, IAsyncEnumerable<ImmutableArray<KeyValue>>> Pages,
    Func<StoredObject, bool>? Matches = null)
{
    /// <summary>A list of objects that are at hand.</summary>
    public static ListContent Of(ListMetadata metadata, ImmutableArray<KeyValue> items) => new(metadata, _ => OneAsync(items));

    private static async IAsyncEnumerable<ImmutableArray<KeyValue>> OneAsync(ImmutableArray<KeyValue> items)
    {
        await ValueTask.CompletedTask;
        if (!items.IsEmpty)
        {
            yield return items;
        }
    }
}
