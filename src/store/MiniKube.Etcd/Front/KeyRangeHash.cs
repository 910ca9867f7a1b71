using MiniKube.Mvcc;
using MiniKube.Store;

namespace MiniKube.Etcd.Front;

/// <summary>The <see cref="KeyHash"/> of all that a store has at a revision.</summary>
internal static class KeyRangeHash
{
    private const int PageItems = 1000;

    public static async ValueTask<uint> ComputeAsync(IStore store, Revision at, CancellationToken cancellationToken)
    {
        uint hash = 0;
        var range = default(KeyRange);
        while (true)
        {
            var page = await store.RangeAsync(
                new RangeRequest(range) { At = at, Limit = PageItems, Serializable = true }, cancellationToken);
            foreach (var item in page.Items)
            {
                hash = KeyHash.Append(hash, item);
            }

            if (!page.IsCutOff)
            {
                return hash;
            }

            // The first key that may come after the last one.
            range = new KeyRange(KeyRange.Single(page.Items[^1].Key).End, default);
        }
    }
}
