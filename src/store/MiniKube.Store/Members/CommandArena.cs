using System.Buffers;

namespace MiniKube.Store.Members;

/// <summary>Where commands are encoded, many in one array, so that small ones cost no allocation of their own. What was handed out never changes.</summary>
internal sealed class CommandArena : IBufferWriter<byte>
{
    /// <summary>Below the size from which on arrays are kept apart by the collector.</summary>
    private const int SlabBytes = 64 << 10;

    private byte[] _slab = [];
    private int _start;
    private int _length;

    /// <summary>The command written since the last call.</summary>
    public ReadOnlyMemory<byte> Take()
    {
        var command = _slab.AsMemory(_start, _length);
        _start += _length;
        _length = 0;
        return command;
    }

    public void Advance(int count) => _length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _slab.AsMemory(_start + _length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _slab.AsSpan(_start + _length);
    }

    private void Reserve(int bytes)
    {
        if (_slab.Length - _start - _length >= bytes)
        {
            return;
        }

        // A command that has grown is likely to grow on; one that begins is likely to be small.
        var slab = new byte[Math.Max(SlabBytes, _length == 0 ? bytes : (_length + bytes) * 2)];
        _slab.AsSpan(_start, _length).CopyTo(slab);
        _slab = slab;
        _start = 0;
    }
}
