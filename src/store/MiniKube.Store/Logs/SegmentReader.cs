using System.Buffers.Binary;
using MiniKube.Raft;
using MiniKube.Store.Disks;

namespace MiniKube.Store.Logs;

/// <summary>Reads one segment from its beginning to its end, and finds where the end is.</summary>
internal sealed class SegmentReader
{
    private readonly byte[] _bytes;
    private readonly string _path;

    public SegmentReader(IDiskFile file, string path, LogIndex first)
    {
        _path = path;
        var header = new byte[Segment.HeaderBytes];
        _ = file.Read(header, 0);
        Header = Segment.ReadHeader(header) ?? throw new CorruptStoreException(path, 0, "the header of the log file is damaged");
        if (Header.First != first)
        {
            throw new CorruptStoreException(path, 0, $"the log file begins with entry {Header.First}, not with {first} as it is named");
        }

        // Where the file is shorter than it was made, it reads as never written.
        _bytes = new byte[Header.Length];
        IsCutShort = file.Read(_bytes, 0) < _bytes.Length;
        End = Segment.HeaderBytes;
        Next = first;
    }

    public SegmentHeader Header { get; }

    public bool IsCutShort { get; }

    /// <summary>Where the next frame belongs.</summary>
    public int End { get; private set; }

    /// <summary>The entry after the last one.</summary>
    public LogIndex Next { get; private set; }

    /// <summary>Whether something stands behind the last whole frame.</summary>
    public bool HasRest => _bytes.AsSpan(End).ContainsAnyExcept((byte)0);

    /// <summary>Hands out all entries from an index on.</summary>
    public void ReadAll(LogIndex from, LogEntryHandler handle)
    {
        while (Segment.ReadFrameHeader(_bytes.AsSpan(End), Header.Salt) is { } header
            && Segment.IsWhole(_bytes.AsSpan(End), header, Header.Salt))
        {
            if (header.First != Next)
            {
                throw new CorruptStoreException(_path, End, $"entry {Next} is missing; the log goes on with {header.First}");
            }

            ReadFrame(_bytes.AsSpan(End + Segment.FrameHeaderBytes, header.PayloadLength), header, from, handle);
            End += header.Length;
        }
    }

    /// <summary>Makes sure that what stands behind the last whole frame was never acknowledged.</summary>
    public void CheckTornTail()
    {
        if (TornTail.Complaint(_bytes, End, Header.Salt) is { } complaint)
        {
            throw new CorruptStoreException(_path, End, complaint);
        }
    }

    private void ReadFrame(ReadOnlySpan<byte> payload, FrameHeader header, LogIndex from, LogEntryHandler handle)
    {
        for (var entry = 0; entry < header.Count; entry++)
        {
            var length = (int)BinaryPrimitives.ReadUInt32LittleEndian(payload);
            var term = new Term(BinaryPrimitives.ReadInt64LittleEndian(payload[sizeof(uint)..]));
            if (Next >= from)
            {
                handle(Next, term, payload.Slice(EntryBatch.EntryHeaderBytes, length));
            }

            payload = payload[(EntryBatch.EntryHeaderBytes + length)..];
            Next = Next.Next;
        }
    }
}
