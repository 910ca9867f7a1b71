namespace MiniKube.EndToEnd.Tests.Containerd;

/// <summary>The connection of a caller that has gone.</summary>
internal sealed class BrokenStream : MemoryStream
{
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        => throw new IOException("the caller has gone");
}
