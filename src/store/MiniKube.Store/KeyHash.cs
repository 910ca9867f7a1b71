using System.Buffers.Binary;
using MiniKube.Mvcc;
using MiniKube.Store.Logs;

namespace MiniKube.Store;

/// <summary>One number for keys in their order, the same wherever the same is kept: on each member, and in a snapshot.</summary>
internal static class KeyHash
{
    /// <param name="hash">0, or the hash of the keys before.</param>
    /// <param name="item">The next key.</param>
    public static uint Append(uint hash, KeyValue item)
    {
        Span<byte> numbers = stackalloc byte[48];
        BinaryPrimitives.WriteInt64LittleEndian(numbers, item.Key.Bytes.Length);
        BinaryPrimitives.WriteInt64LittleEndian(numbers[8..], item.Value.Length);
        BinaryPrimitives.WriteInt64LittleEndian(numbers[16..], item.CreateRevision.Value);
        BinaryPrimitives.WriteInt64LittleEndian(numbers[24..], item.ModRevision.Value);
        BinaryPrimitives.WriteInt64LittleEndian(numbers[32..], item.Version);
        BinaryPrimitives.WriteInt64LittleEndian(numbers[40..], item.Lease.Value);
        hash = Checksum.Compute(hash, numbers);
        hash = Checksum.Compute(hash, item.Key.Bytes.Span);
        return Checksum.Compute(hash, item.Value.Span);
    }

    /// <summary>The hash of all keys of a state.</summary>
    public static uint Compute(MvccState state)
    {
        const int PageItems = 1000;
        uint hash = 0;
        for (var start = 0; start < state.Count; start += PageItems)
        {
            foreach (var item in state.Page(start, PageItems))
            {
                hash = Append(hash, item);
            }
        }

        return hash;
    }
}
