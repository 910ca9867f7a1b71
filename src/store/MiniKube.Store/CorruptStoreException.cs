namespace MiniKube.Store;

/// <summary>What lies on disk is not what was written there. The store refuses to open rather than to guess.</summary>
public sealed class CorruptStoreException(string file, long offset, string complaint)
    : Exception($"{file} is damaged at offset {offset}: {complaint}")
{
    public string File { get; } = file;

    /// <summary>Where in the file, in bytes.</summary>
    public long Offset { get; } = offset;
}
