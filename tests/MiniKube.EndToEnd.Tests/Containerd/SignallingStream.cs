namespace MiniKube.EndToEnd.Tests.Containerd;

/// <summary>Tells when something was written.</summary>
internal sealed class SignallingStream : MemoryStream
{
    private readonly TaskCompletionSource _written = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Written => _written.Task;

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _ = _written.TrySetResult();
        return base.WriteAsync(buffer, cancellationToken);
    }
}
