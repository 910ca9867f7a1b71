using System.Buffers;

namespace MiniKube.Kubelet.Logs;

/// <summary>Puts lines together as the container wrote them, up to a number of bytes.</summary>
internal sealed class LogOutput(Stream to, LogOptions options)
{
    private static readonly byte[] Newline = [(byte)'\n'];
    private static readonly byte[] Space = [(byte)' '];

    private readonly ArrayBufferWriter<byte> _pending = new();
    private long _left = options.BytesMax ?? long.MaxValue;
    private bool _isMidLine;

    /// <summary>No more is wanted.</summary>
    public bool IsFull => _left <= 0;

    public void Add(ReadOnlySpan<byte> line)
    {
        if (!LogLine.TryParse(line, out var parsed) || (options.Since is { } since && parsed.Moment() < since))
        {
            return;
        }

        if (options.Timestamps && !_isMidLine)
        {
            Append(parsed.Time);
            Append(Space);
        }

        Append(parsed.Text);
        if (!parsed.IsPartial)
        {
            Append(Newline);
        }

        _isMidLine = parsed.IsPartial;
    }

    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (_pending.WrittenCount > 0)
        {
            await to.WriteAsync(_pending.WrittenMemory, cancellationToken);
            await to.FlushAsync(cancellationToken);
            _pending.ResetWrittenCount();
        }
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        var part = bytes.Length <= _left ? bytes : bytes[..(int)_left];
        _pending.Write(part);
        _left -= part.Length;
    }
}
