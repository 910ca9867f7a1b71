using MiniKube.Raft;
using MiniKube.Store.Disks;

namespace MiniKube.Store.Logs;

/// <summary>Reads one segment from its beginning to its end, and finds where the end is.</summary>
internal sealed class SegmentReader
{
    private readonly byte[] _bytes;
    private readonly string _path;

    /// <param name="file">The segment's file.</param>
    /// <param name="path">As an operator can find it.</param>
    /// <param name="header">What <see cref="ReadHeader"/> found.</param>
    /// <param name="buffer">At least as long as the segment, to be used again for the next.</param>
    public SegmentReader(IDiskFile file, string path, SegmentHeader header, byte[] buffer)
    {
        _path = path;
        Header = header;

        // Where the file is shorter than it was made, it reads as never written.
        _bytes = buffer;
        var length = file.Read(buffer.AsSpan(0, header.Length), 0);
        buffer.AsSpan(length).Clear();
        IsCutShort = length < header.Length;
        End = Segment.HeaderBytes;
        Next = header.First;
        HardState = header.HardState;
    }

    public SegmentHeader Header { get; }

    public bool IsCutShort { get; }

    /// <summary>Where the next frame belongs.</summary>
    public int End { get; private set; }

    /// <summary>The entry after the last one.</summary>
    public LogIndex Next { get; private set; }

    /// <summary>As the last frame has it.</summary>
    public HardState HardState { get; private set; }

    /// <summary>Whether something stands behind the last whole frame.</summary>
    public bool HasRest => Bytes[End..].ContainsAnyExcept((byte)0);

    private ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, Header.Length);

    /// <exception cref="CorruptStoreException">The header is damaged, or is another file's.</exception>
    /// <exception cref="StoreFormatException">Another build wrote it.</exception>
    public static SegmentHeader ReadHeader(IDiskFile file, string path, long sequence)
    {
        var bytes = new byte[Segment.HeaderBytes];
        _ = file.Read(bytes, 0);
        if (Segment.OtherFormat(bytes) is { } format)
        {
            throw new StoreFormatException(path, format, Segment.Format);
        }

        var header = Segment.ReadHeader(bytes) ?? throw new CorruptStoreException(path, 0, "the header of the log file is damaged");
        if (header.Sequence != sequence)
        {
            throw new CorruptStoreException(path, 0, $"the log file is number {header.Sequence}, not {sequence} as it is named");
        }

        return header;
    }

    /// <summary>Hands out all frames, each with where it stands. Once only: the masks are taken off in place.</summary>
    public void ReadAll(Action<FrameHeader, int> note, FrameHandler handle)
    {
        while (Segment.ReadFrameHeader(Bytes[End..], Header.Salt, End) is { } header && Segment.IsWhole(Bytes[End..], header, Header.Salt))
        {
            Check(header);
            note(header, End);
            Handle(header, handle);
            End += header.Length;
            Next = header.Last.Next;
            HardState = header.HardState;
        }
    }

    /// <summary>Makes sure that what stands behind the last whole frame was never acknowledged.</summary>
    public void CheckTornTail()
    {
        if (TornTail.Complaint(Bytes, End, Header.Salt) is { } complaint)
        {
            throw new CorruptStoreException(_path, End, complaint);
        }
    }

    /// <summary>What a frame says may make no sense, though it is as it was written.</summary>
    private void Handle(FrameHeader header, FrameHandler handle)
    {
        try
        {
            var payload = _bytes.AsSpan(End + Segment.FrameHeaderBytes, header.PayloadLength);
            FrameMask.Apply(payload, header.Mask);
            handle(header, payload);
        }
        catch (InvalidDataException exception)
        {
            throw new CorruptStoreException(_path, End, exception.Message);
        }
    }

    private void Check(FrameHeader header)
    {
        if (header.First > Next)
        {
            throw new CorruptStoreException(_path, End, $"entry {Next} is missing; the log goes on with {header.First}");
        }

        if (header.First <= HardState.Committed || header.HardState.Term < HardState.Term || header.HardState.Committed > header.Last)
        {
            throw new CorruptStoreException(_path, End, $"entry {header.First} goes back behind what was settled");
        }
    }
}
