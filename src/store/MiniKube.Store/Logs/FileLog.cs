using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using MiniKube.Raft;
using MiniKube.Store.Disks;

namespace MiniKube.Store.Logs;

/// <summary>The log on disk: a row of segments, of which the last is written to. Owned by one loop.</summary>
internal sealed partial class FileLog : IDisposable
{
    private readonly IDisk _disk;
    private readonly int _segmentBytes;
    private readonly ILogger _logger;

    /// <summary>Oldest first. The last one is open.</summary>
    private readonly List<SegmentSpan> _segments = [];

    private IDiskFile? _file;
    private SegmentHeader _header;
    private int _position;

    public FileLog(IDisk disk, int segmentBytes, ILogger logger)
    {
        _disk = disk;
        _segmentBytes = segmentBytes;
        _logger = logger;
    }

    /// <summary>The last entry that is durable.</summary>
    public LogIndex Last { get; private set; }

    /// <summary>The first entry of the segment that is written to, or is being read back.</summary>
    public LogIndex SegmentStart => _segments[^1].First;

    /// <summary>Reads back what is there from an index on, cuts off a torn last write, and makes ready to append.</summary>
    /// <exception cref="CorruptStoreException">The log is damaged, or does not hold all entries from the index on.</exception>
    public void Open(LogIndex from, LogEntryHandler handle)
    {
        var segments = _disk.List().Select(name => (Name: name, First: Segment.IndexOf(name)))
            .Where(segment => segment.First is not null).OrderBy(segment => segment.First!.Value).ToList();
        if (segments.Count == 0)
        {
            if (from > new LogIndex(1))
            {
                throw new CorruptStoreException(_disk.PathOf(Segment.NameOf(from)), 0, "the log is missing");
            }

            Begin(from);
            return;
        }

        for (var position = 0; position < segments.Count; position++)
        {
            var isLast = position == segments.Count - 1;
            OpenSegment(segments[position].Name, segments[position].First!.Value, isLast, from, handle);
        }

        if (Last.Next < from)
        {
            throw new CorruptStoreException(_disk.PathOf(segments[^1].Name), _position, $"the log ends before entry {from}");
        }
    }

    /// <summary>Appends entries and makes them durable. After an exception the log must not be used any more.</summary>
    public void Append(EntryBatch batch)
    {
        if (batch.Count == 0)
        {
            return;
        }

        if (_position + Segment.FrameLength(batch.Payload.Length) > _header.Length)
        {
            Begin(Last.Next);
        }

        var frame = batch.Seal(Last.Next, _header.Salt);
        _file!.Write(frame, _position);
        _file.Sync();
        _position += frame.Length;
        Last = new LogIndex(Last.Value + batch.Count);
        _segments[^1] = _segments[^1] with { Bytes = _position };
    }

    /// <summary>How many bytes of log <see cref="Drop"/> would free.</summary>
    public long BytesUpTo(LogIndex covered) => Covered(covered).Sum(segment => segment.Bytes);

    /// <summary>Deletes the segments whose entries are all covered by a snapshot.</summary>
    public void Drop(LogIndex covered)
    {
        var dropped = Covered(covered).ToList();
        foreach (var segment in dropped)
        {
            _disk.Delete(Segment.NameOf(segment.First));
        }

        if (dropped.Count > 0)
        {
            _segments.RemoveRange(0, dropped.Count);
            _disk.Sync();
        }
    }

    public void Dispose() => _file?.Dispose();

    private IEnumerable<SegmentSpan> Covered(LogIndex covered)
    {
        for (var position = 0; position + 1 < _segments.Count && _segments[position + 1].First <= covered.Next; position++)
        {
            yield return _segments[position];
        }
    }

    private void OpenSegment(string name, LogIndex first, bool isLast, LogIndex from, LogEntryHandler handle)
    {
        var path = _disk.PathOf(name);
        if (_segments.Count == 0 ? first > from : first != Last.Next)
        {
            var expected = _segments.Count == 0 ? from : Last.Next;
            throw new CorruptStoreException(path, 0, $"entries {expected} to {new LogIndex(first.Value - 1)} before it are missing");
        }

        var file = _disk.Open(name);
        try
        {
            var reader = new SegmentReader(file, path, first);
            _segments.Add(new SegmentSpan(first, 0));
            reader.ReadAll(from, handle);
            Last = new LogIndex(reader.Next.Value - 1);
            _segments[^1] = new SegmentSpan(first, reader.End);
            if (isLast)
            {
                CutTornTail(file, path, reader);
                _file = file;
                _header = reader.Header;
                _position = reader.End;
            }
        }
        finally
        {
            if (!ReferenceEquals(_file, file))
            {
                file.Dispose();
            }
        }
    }

    private void CutTornTail(IDiskFile file, string path, SegmentReader reader)
    {
        if (!reader.HasRest && !reader.IsCutShort)
        {
            return;
        }

        if (reader.HasRest)
        {
            reader.CheckTornTail();
        }

        // What is left of the torn write must never be taken for something written later.
        LogCut(_logger, path, reader.End, reader.Next);
        file.Write(new byte[reader.Header.Length - reader.End], reader.End);
        file.Sync();
    }

    /// <summary>Goes on in a new segment. It gets its name only when it is whole.</summary>
    private void Begin(LogIndex first)
    {
        var name = Segment.NameOf(first);
        var temporary = name + DiskNames.TemporaryExtension;
        var file = _disk.Create(temporary, _segmentBytes);
        _file?.Dispose();
        _file = file;
        _header = new SegmentHeader(first, BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))), _segmentBytes);
        var header = new byte[Segment.HeaderBytes];
        Segment.WriteHeader(header, _header);
        file.Write(header, 0);
        file.Sync();
        _disk.Rename(temporary, name);
        _disk.Sync();
        _position = header.Length;
        Last = new LogIndex(first.Value - 1);
        _segments.Add(new SegmentSpan(first, _position));
    }

    [LoggerMessage(20, LogLevel.Warning, "The last write to {Path} was cut off at offset {Offset} by a crash before it was acknowledged; the log ends before entry {Next}")]
    private static partial void LogCut(ILogger logger, string path, long offset, LogIndex next);
}
