using System.Runtime.CompilerServices;

namespace MiniKube.Store.Snapshots;

/// <summary>A state as the bytes of a snapshot file, made as they are read.</summary>
internal static class SnapshotStream
{
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(
        StatePoint point, ulong cluster, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var pipe = new SnapshotPipe(ending.Token);
        var writing = Task.Run(() => Write(pipe, point, cluster, ending.Token), ending.Token);
        try
        {
            await foreach (var piece in pipe.ReadAllAsync())
            {
                yield return piece;
            }
        }
        finally
        {
            // A reader that has had enough.
            await ending.CancelAsync();
            await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static void Write(SnapshotPipe pipe, StatePoint point, ulong cluster, CancellationToken cancellationToken)
    {
        try
        {
            SnapshotWriter.WriteBlocks(pipe, point, cluster, cancellationToken);
            pipe.End(null);
        }
#pragma warning disable CA1031 // The reader gets it, whatever it is.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            pipe.End(exception);
        }
    }
}
