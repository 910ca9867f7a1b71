using System.Runtime.CompilerServices;
using MiniKube.Mvcc;

namespace MiniKube.Store.Snapshots;

/// <summary>A state as the bytes of a snapshot file, made as they are read.</summary>
internal static class SnapshotStream
{
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(
        MvccState state, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var pipe = new SnapshotPipe(ending.Token);
        var writing = Task.Run(() => Write(pipe, state, ending.Token), ending.Token);
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

    private static void Write(SnapshotPipe pipe, MvccState state, CancellationToken cancellationToken)
    {
        try
        {
            SnapshotWriter.WriteBlocks(
                pipe, new SnapshotHeader(default, default, state.Current, state.Count, state.Leases.Count), state, cancellationToken);
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
