using System.Buffers;

namespace MiniKube.ApiServer.Endpoints;

/// <summary>A buffer that grows by pieces from the pool, and gives them back: neither copies what it holds nor leaves it to the collector.</summary>
internal sealed class PooledSegments : IBufferWriter<byte>
{
    private const int SegmentBytesMin = 64 * 1024;

    private readonly List<(byte[] Bytes, int Length)> _full = [];
    private byte[] _current = [];
    private int _length;

    /// <summary>What was written, in order.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Segments =>
        _full.Select(segment => new ReadOnlyMemory<byte>(segment.Bytes, 0, segment.Length)).Append(_current.AsMemory(0, _length));

    public void Advance(int count) => _length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (_current.Length - _length < Math.Max(sizeHint, 1))
        {
            if (_length > 0)
            {
                _full.Add((_current, _length));
            }

            _current = ArrayPool<byte>.Shared.Rent(Math.Max(sizeHint, SegmentBytesMin));
            _length = 0;
        }

        return _current.AsMemory(_length);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <summary>Gives everything back; what is never given back is the collector's.</summary>
    public void Release()
    {
        foreach (var (bytes, _) in _full)
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }

        if (_current.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_current);
        }

        _full.Clear();
        (_current, _length) = ([], 0);
    }
}
