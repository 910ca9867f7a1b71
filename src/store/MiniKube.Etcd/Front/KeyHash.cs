using System.Buffers.Binary;
using System.IO.Hashing;
using MiniKube.Mvcc;
using MiniKube.Store;

namespace MiniKube.Etcd.Front;

/// <summary>One number for all keys of a store at a revision, the same on each member that has the same.</summary>
internal static class KeyHash
{
    private const int PageItems = 1000;

    public static async ValueTask<uint> ComputeAsync(IStore store, Revision at, CancellationToken cancellationToken)
    {
        var hash = new Crc32();
        var range = default(KeyRange);
        while (true)
        {
            var page = await store.RangeAsync(
                new RangeRequest(range) { At = at, Limit = PageItems, Serializable = true }, cancellationToken);
            foreach (var item in page.Items)
            {
                Append(hash, item);
            }

            if (!page.IsCutOff)
            {
                return hash.GetCurrentHashAsUInt32();
            }

            // The first key that may come after the last one.
            range = new KeyRange(KeyRange.Single(page.Items[^1].Key).End, default);
        }
    }

    private static void Append(Crc32 hash, KeyValue item)
    {
        Span<byte> numbers = stackalloc byte[48];
        BinaryPrimitives.WriteInt64LittleEndian(numbers, item.Key.Bytes.Length);
        BinaryPrimitives.WriteInt64LittleEndian(numbers[8..], item.Value.Length);
        BinaryPrimitives.WriteInt64LittleEndian(numbers[16..], item.CreateRevision.Value);
        BinaryPrimitives.WriteInt64LittleEndian(numbers[24..], item.ModRevision.Value);
        BinaryPrimitives.WriteInt64LittleEndian(numbers[32..], item.Version);
        BinaryPrimitives.WriteInt64LittleEndian(numbers[40..], item.Lease.Value);
        hash.Append(numbers);
        hash.Append(item.Key.Bytes.Span);
        hash.Append(item.Value.Span);
    }
}
