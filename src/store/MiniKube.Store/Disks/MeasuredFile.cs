using MiniKube.Store.Metrics;

namespace MiniKube.Store.Disks;

/// <summary>A file whose syncs are timed. One that fails is not counted: the store ends with it.</summary>
internal sealed class MeasuredFile(IDiskFile file, LatencyHistogram syncs, TimeProvider time) : IDiskFile
{
    public long Length => file.Length;

    public int Read(Span<byte> destination, long offset) => file.Read(destination, offset);

    public void Write(ReadOnlySpan<byte> bytes, long offset) => file.Write(bytes, offset);

    public void Sync()
    {
        var start = time.GetTimestamp();
        file.Sync();
        syncs.Observe(time.GetElapsedTime(start));
    }

    public void Dispose() => file.Dispose();
}
