namespace MiniKube.ApiServer.KubeletProxy;

/// <summary>Joins two connections until either ends.</summary>
internal static class StreamPair
{
    private const int CopyBytes = 32 * 1024;

    public static async Task RunAsync(Stream near, Stream far, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var up = CopyAsync(near, far, end.Token);
        var down = CopyAsync(far, near, end.Token);
        await Task.WhenAny(up, down);
        await end.CancelAsync();
        await Task.WhenAll(up, down);
    }

    private static async Task CopyAsync(Stream from, Stream to, CancellationToken cancellationToken)
    {
        var buffer = new byte[CopyBytes];
        try
        {
            int read;
            while ((read = await from.ReadAsync(buffer, cancellationToken)) > 0)
            {
                await to.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                await to.FlushAsync(cancellationToken);
            }
        }
        catch (Exception end) when (end is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // How a connection ends does not matter to the other one: it is closed too.
        }
    }
}
