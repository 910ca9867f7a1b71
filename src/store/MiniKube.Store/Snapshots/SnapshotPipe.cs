using System.Threading.Channels;
using MiniKube.Store.Disks;

namespace MiniKube.Store.Snapshots;

/// <summary>A file that is written only from its beginning to its end, and read by someone else meanwhile.</summary>
internal sealed class SnapshotPipe(CancellationToken cancellationToken) : IDiskFile
{
    /// <summary>Pieces written ahead of the reader.</summary>
    private const int PiecesMax = 2;

    private readonly Channel<ReadOnlyMemory<byte>> _pieces = Channel.CreateBounded<ReadOnlyMemory<byte>>(PiecesMax);

    public long Length { get; private set; }

    /// <summary>What is written, until <see cref="End"/>.</summary>
    public IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAllAsync() => _pieces.Reader.ReadAllAsync(cancellationToken);

    /// <summary>There will be no more.</summary>
    /// <param name="failure">Why, when that is not as it should be.</param>
    public void End(Exception? failure) => _pieces.Writer.TryComplete(failure);

    public int Read(Span<byte> destination, long offset) => throw new NotSupportedException("what went through a pipe is gone");

    public void Write(ReadOnlySpan<byte> bytes, long offset)
    {
        if (offset != Length)
        {
            throw new InvalidOperationException($"a pipe at {Length} cannot be written at {offset}");
        }

        ReadOnlyMemory<byte> piece = bytes.ToArray();
        Length += piece.Length;
        if (!_pieces.Writer.TryWrite(piece))
        {
#pragma warning disable VSTHRD002 // The writer has a thread of the pool to itself, and is held up on purpose while the reader is slow.
            _pieces.Writer.WriteAsync(piece, cancellationToken).AsTask().GetAwaiter().GetResult();
#pragma warning restore VSTHRD002
        }
    }

    public void Sync()
    {
        // Whoever reads makes it durable.
    }

    public void Dispose() => End(null);
}
