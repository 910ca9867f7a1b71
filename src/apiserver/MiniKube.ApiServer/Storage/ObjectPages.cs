using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using MiniKube.Mvcc;

namespace MiniKube.ApiServer.Storage;

/// <summary>Reads a range at one revision, page by page, so that memory does not grow with it.</summary>
internal static class ObjectPages
{
    /// <summary>So many objects are held at once; they are the store's own bytes, not copies.</summary>
    private const int PageMax = 500;

    public static async IAsyncEnumerable<ImmutableArray<KeyValue>> ReadAsync(
        ObjectStorage storage,
        KeyRange range,
        Revision at,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            var page = await storage.RangeAsync(range, at, PageMax, cancellationToken);
            if (!page.Items.IsEmpty)
            {
                yield return page.Items;
            }

            if (page.Items.Length < PageMax)
            {
                yield break;
            }

            range = After(range, page.Items[^1].Key);
        }
    }

    /// <summary>The part of a range behind a key.</summary>
    public static KeyRange After(KeyRange range, Key last) => range with { Start = KeyRange.Single(last).End };

    /// <summary>The keys that a request can be about: one key where a selector names the object.</summary>
    public static KeyRange RangeFor(ResourceKeys keys, bool isNamespaced, string @namespace, ObjectSelector selector)
    {
        var within = @namespace.Length > 0 || !isNamespaced ? @namespace : selector.Namespace ?? "";
        return selector.Name is { } name && (within.Length > 0 || !isNamespaced)
            ? KeyRange.Single(keys.For(new(within, name)))
            : keys.Range(within);
    }
}
