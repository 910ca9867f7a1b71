namespace MiniKube.Mvcc;

/// <summary>A condition of a transaction.</summary>
public abstract record Comparison
{
    /// <summary>The key was last written at this revision; <see cref="Revision.Zero"/>: the key does not exist.</summary>
    public sealed record ModRevisionIs(Key Key, Revision Expected) : Comparison;

    /// <summary>The key exists.</summary>
    public sealed record Exists(Key Key) : Comparison;

    /// <summary>A number of each key of the range stands so to the operand; of a key that does not exist when the range is empty.</summary>
    public sealed record Number(KeyRange Range, ComparedNumber Compared, Relation Relation, long Operand) : Comparison;

    /// <summary>The value of each key of the range stands so to the operand; never when the range is empty.</summary>
    public sealed record Value(KeyRange Range, Relation Relation, ReadOnlyMemory<byte> Operand) : Comparison;
}
