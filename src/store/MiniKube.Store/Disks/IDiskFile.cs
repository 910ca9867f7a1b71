namespace MiniKube.Store.Disks;

/// <summary>An open file of a disk.</summary>
internal interface IDiskFile : IDisposable
{
    long Length { get; }

    /// <summary>Fills the destination as far as the file goes; returns how far.</summary>
    int Read(Span<byte> destination, long offset);

    void Write(ReadOnlySpan<byte> bytes, long offset);

    /// <summary>Returns when everything written is durable. After a failure nothing about the file is known any more.</summary>
    void Sync();
}
