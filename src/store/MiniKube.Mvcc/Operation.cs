namespace MiniKube.Mvcc;

/// <summary>One step of a transaction.</summary>
public abstract record Operation
{
    public sealed record Put(Key Key, ReadOnlyMemory<byte> Value) : Operation;

    /// <summary>Deletes a key or a range; keys that are not there are no error.</summary>
    public sealed record Delete(KeyRange Range) : Operation;

    public sealed record Get(Key Key) : Operation;
}
