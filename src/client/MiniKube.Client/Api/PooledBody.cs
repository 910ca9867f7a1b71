using System.Buffers;

namespace MiniKube.Client.Api;

/// <summary>A response body in a rented buffer, which goes back when this is disposed.</summary>
internal sealed class PooledBody : IDisposable
{
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
    private int _length;

    private PooledBody()
    {
    }

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    /// <summary>Reads to the end.</summary>
    /// <exception cref="IOException">There is more than <paramref name="bytesMax"/>.</exception>
    public static async Task<PooledBody> ReadAsync(Stream stream, int bytesMax, CancellationToken cancellationToken)
    {
        var body = new PooledBody();
        try
        {
            while (await stream.ReadAsync(body.Free(), cancellationToken) is var read and > 0)
            {
                body._length += read;
                if (body._length > bytesMax)
                {
                    throw new IOException($"The answer is longer than {bytesMax} bytes: ask for smaller pages");
                }
            }

            return body;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _length = 0;
    }

    private Memory<byte> Free()
    {
        if (_length == _buffer.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
            Written.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        return _buffer.AsMemory(_length);
    }
}
