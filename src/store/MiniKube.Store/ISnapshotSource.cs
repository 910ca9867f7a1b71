namespace MiniKube.Store;

/// <summary>Gives the whole state away, to be kept elsewhere.</summary>
public interface ISnapshotSource
{
    /// <summary>The state of now, as a snapshot file has it, piece by piece. Costs little memory, and keeps writers from nothing.</summary>
    IAsyncEnumerable<ReadOnlyMemory<byte>> ReadSnapshotAsync(CancellationToken cancellationToken);
}
