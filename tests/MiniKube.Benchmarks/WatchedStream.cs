using System.Buffers.Binary;

namespace MiniKube.Benchmarks;

/// <summary>Reads the events of one watch, and looks at no more of them than where they end.</summary>
internal sealed class WatchedStream(Stream stream, string accept) : IDisposable
{
    public const string Json = "application/json";
    public const string Protobuf = "application/vnd.kubernetes.protobuf;stream=watch";

    private readonly StreamReader? _lines = accept == Json ? new StreamReader(stream) : null;
    private byte[] _frame = new byte[1024];

    public async ValueTask ReadEventAsync(CancellationToken cancellationToken)
    {
        if (_lines is not null)
        {
            _ = await _lines.ReadLineAsync(cancellationToken) ?? throw new InvalidOperationException("the watch ended early");
            return;
        }

        await stream.ReadExactlyAsync(_frame.AsMemory(0, sizeof(uint)), cancellationToken);
        var length = (int)BinaryPrimitives.ReadUInt32BigEndian(_frame);
        _frame = _frame.Length < length ? new byte[length] : _frame;
        await stream.ReadExactlyAsync(_frame.AsMemory(0, length), cancellationToken);
    }

    public void Dispose()
    {
        _lines?.Dispose();
        stream.Dispose();
    }
}
