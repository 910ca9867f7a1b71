using Microsoft.Extensions.Logging;
using MiniKube.Raft;
using MiniKube.Store.Disks;

namespace MiniKube.Store.Logs;

/// <summary>Reads back a log that lies on a disk: first its headers, to see where it begins, then its frames.</summary>
internal sealed partial class LogOpening
{
    private readonly IDisk _disk;
    private readonly ILogger _logger;
    private readonly List<SegmentFile> _files;
    private readonly List<string> _obsolete = [];
    private byte[] _buffer = [];

    /// <exception cref="CorruptStoreException">A header is damaged.</exception>
    public LogOpening(IDisk disk, ILogger logger)
    {
        _disk = disk;
        _logger = logger;
        _files = [.. disk.List().Select(name => (Name: name, Sequence: Segment.SequenceOf(name)))
            .Where(file => file.Sequence is not null).OrderBy(file => file.Sequence)
            .Select(file => ReadHeader(file.Name, file.Sequence!.Value))];
        ForgetWhatCountsNoMore();
    }

    public bool IsEmpty => _files.Count == 0;

    /// <summary>Whose log it is; null when there is none.</summary>
    public StoreIdentity? Identity => IsEmpty ? null : _files[^1].Header.Identity;

    /// <summary>Where the log begins.</summary>
    public LogIndex First => _files[0].Header.First;

    /// <summary>The term of the entry before.</summary>
    public Term FirstTerm => IsEmpty ? Term.Zero : _files[0].Header.PreviousTerm;

    /// <summary>As it was there.</summary>
    public HardState FirstHardState => _files[0].Header.HardState;

    /// <summary>What a snapshot from another member covers, behind which the log goes on; null when there was none.</summary>
    public LogIndex? RestartedBehind => !IsEmpty && _files[0].Header.IsRestart ? new LogIndex(_files[0].Header.First.Value - 1) : null;

    /// <summary>The entry that was next when the segment began that is being read.</summary>
    public LogIndex SegmentFirst { get; private set; }

    public List<SegmentSpan> Segments { get; } = [];

    public LogMarks Marks { get; } = new();

    public HardState HardState { get; private set; }

    public LogIndex Last { get; private set; }

    /// <summary>The last segment, to be written to. Null until everything has been read.</summary>
    public IDiskFile? File { get; private set; }

    /// <summary>Where its next frame belongs.</summary>
    public int Position { get; private set; }

    /// <summary>How long that segment was made.</summary>
    public int Length => _files[^1].Header.Length;

    /// <summary>Reads all frames in order, and cuts off a torn last write.</summary>
    /// <param name="covered">What the snapshot covers.</param>
    /// <param name="handle">Given each frame.</param>
    /// <exception cref="CorruptStoreException">The log is damaged, or does not hold all entries behind the snapshot.</exception>
    public void Read(LogIndex covered, FrameHandler handle)
    {
        var first = _files[0].Header.First;
        if (first > covered.Next)
        {
            throw new CorruptStoreException(_files[0].Path, 0, $"entries {covered.Next} to {new LogIndex(first.Value - 1)} before it are missing");
        }

        foreach (var file in _files)
        {
            ReadSegment(file, isLast: ReferenceEquals(file, _files[^1]), handle);
        }

        if (Last < covered)
        {
            throw new CorruptStoreException(_files[^1].Path, Position, $"the log ends before entry {covered}, which the snapshot covers");
        }

        _obsolete.ForEach(_disk.Delete);
    }

    private SegmentFile ReadHeader(string name, long sequence)
    {
        var path = _disk.PathOf(name);
        using var file = _disk.Open(name);
        return new SegmentFile(name, path, SegmentReader.ReadHeader(file, path, sequence));
    }

    /// <summary>What is before a restart, or before a gap that deleting covered segments has left when it was cut short.</summary>
    private void ForgetWhatCountsNoMore()
    {
        var first = _files.Count - 1;
        while (first > 0 && !_files[first].Header.IsRestart && _files[first - 1].Header.Sequence == _files[first].Header.Sequence - 1)
        {
            first--;
        }

        if (first > 0)
        {
            _obsolete.AddRange(_files.Take(first).Select(file => file.Name));
            _files.RemoveRange(0, first);
        }
    }

    private void ReadSegment(SegmentFile segment, bool isLast, FrameHandler handle)
    {
        var header = segment.Header;
        if (Segments.Count > 0 && header.First != Last.Next)
        {
            throw new CorruptStoreException(segment.Path, 0, $"entries {Last.Next} to {new LogIndex(header.First.Value - 1)} before it are missing");
        }

        if (Segments.Count > 0 && header.HardState != HardState)
        {
            throw new CorruptStoreException(segment.Path, 0, "the log file before it does not end as it did when this one began");
        }

        if (header.Identity != Identity)
        {
            throw new CorruptStoreException(segment.Path, 0, $"the log file is of {header.Identity}, not of {Identity}");
        }

        if (_buffer.Length < header.Length)
        {
            _buffer = new byte[header.Length];
        }

        SegmentFirst = header.First;
        var file = _disk.Open(segment.Name);
        try
        {
            var reader = new SegmentReader(file, segment.Path, header, _buffer);
            Read(reader, handle);
            if (!isLast && reader.HasRest)
            {
                throw new CorruptStoreException(segment.Path, reader.End, "a record is broken, and another log file follows");
            }

            if (isLast)
            {
                CutTornTail(file, segment.Path, reader);
                File = file;
                Position = reader.End;
            }
        }
        finally
        {
            if (!ReferenceEquals(File, file))
            {
                file.Dispose();
            }
        }
    }

    private void Read(SegmentReader reader, FrameHandler handle)
    {
        var header = reader.Header;
        reader.ReadAll(
            (frame, offset) =>
            {
                if (frame.Count > 0)
                {
                    Marks.Cut(frame.First);
                    Marks.Add(new LogMark(frame.First, header.Sequence, offset));
                }
            },
            handle);
        Last = new LogIndex(reader.Next.Value - 1);
        HardState = reader.HardState;
        Segments.Add(new SegmentSpan(header.Sequence, header.First, header.PreviousTerm, header.Salt, reader.End));
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

    [LoggerMessage(20, LogLevel.Warning, "The last write to {Path} was cut off at offset {Offset} by a crash before it was acknowledged; the log ends before entry {Next}")]
    private static partial void LogCut(ILogger logger, string path, long offset, LogIndex next);
}
