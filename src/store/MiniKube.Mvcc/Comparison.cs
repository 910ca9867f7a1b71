namespace MiniKube.Mvcc;

/// <summary>A condition of a transaction.</summary>
public abstract record Comparison(Key Key)
{
    /// <summary>The key was last written at this revision; <see cref="Revision.Zero"/>: the key does not exist.</summary>
    public sealed record ModRevisionIs(Key Key, Revision Expected) : Comparison(Key);

    /// <summary>The key exists.</summary>
    public sealed record Exists(Key Key) : Comparison(Key);
}
