using MiniKube.Mvcc;

namespace MiniKube.ApiServer.Storage;

/// <summary>What shall happen in the same transaction as the write of an object: addresses and ports taken or given back.</summary>
internal sealed class WriteBatch
{
    public List<Comparison> Comparisons { get; } = [];

    public List<Operation> Operations { get; } = [];

    public bool IsEmpty => Operations.Count == 0;

    /// <summary>Takes a key that nobody has.</summary>
    public void Claim(Key key, ReadOnlyMemory<byte> owner)
    {
        Comparisons.Add(new Comparison.ModRevisionIs(key, Revision.Zero));
        Operations.Add(new Operation.Put(key, owner));
    }

    public void Release(Key key) => Operations.Add(new Operation.Delete(KeyRange.Single(key)));
}
