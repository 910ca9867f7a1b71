using System.Collections.Immutable;
using MiniKube.Raft;
using MiniKube.Store.Disks;

namespace MiniKube.Store.Logs;

/// <summary>
/// The log on disk: a row of segments, of which the last is written to. Nothing that was written is ever changed: a frame that begins
/// with an entry that is there already takes the place of that entry and of all behind it. Owned by one loop.
/// </summary>
internal sealed class FileLog : IDisposable
{
    private readonly IDisk _disk;
    private readonly int _segmentBytes;
    private readonly Func<ulong> _salts;
    private readonly FrameBuffer _frame = new();

    /// <summary>Oldest first. The last one is open.</summary>
    private List<SegmentSpan> _segments = [];

    private LogMarks _marks = new();

    private IDiskFile? _file;
    private int _position;
    private int _length;

    /// <param name="disk">Where the segments lie.</param>
    /// <param name="segmentBytes">How long a segment is made.</param>
    /// <param name="salts">Numbers that do not repeat.</param>
    public FileLog(IDisk disk, int segmentBytes, Func<ulong> salts)
    {
        _disk = disk;
        _segmentBytes = segmentBytes;
        _salts = salts;
    }

    public StoreIdentity Identity { get; private set; }

    /// <summary>As it is on disk.</summary>
    public HardState HardState { get; private set; }

    /// <summary>The last entry that is durable.</summary>
    public LogIndex Last { get; private set; }

    /// <summary>The first entry that is there.</summary>
    public LogIndex First => _segments[0].First;

    /// <summary>The term of the entry before the first.</summary>
    public Term PreviousTerm => _segments[0].PreviousTerm;

    /// <summary>How many bytes of log there are.</summary>
    public long Bytes
    {
        get
        {
            long bytes = 0;
            foreach (var segment in _segments)
            {
                bytes += segment.Bytes;
            }

            return bytes;
        }
    }

    /// <summary>Begins a log where none was.</summary>
    /// <param name="identity">Whose it is.</param>
    /// <param name="last">The entry before the first one to come; zero, or what a snapshot covers.</param>
    /// <param name="lastTerm">That entry's term.</param>
    /// <param name="hardState">What is known.</param>
    public void Create(StoreIdentity identity, LogIndex last, Term lastTerm, HardState hardState)
    {
        Identity = identity;
        HardState = hardState;
        Begin(_disk.List().Select(Segment.SequenceOf).Max() ?? 0, last.Next, lastTerm, isRestart: last.Value > 0);
    }

    /// <summary>Goes on with a log that has been read back.</summary>
    public void GoOn(LogOpening opened)
    {
        Identity = opened.Identity!.Value;
        HardState = opened.HardState;
        Last = opened.Last;
        _segments = opened.Segments;
        _marks = opened.Marks;
        _file = opened.File;
        _position = opened.Position;
        _length = opened.Length;
    }

    /// <summary>
    /// Makes a hard state and entries durable, in one write and one sync if they are not very large. Entries from the first one on that were
    /// there are replaced. After an exception the log must not be used any more.
    /// </summary>
    /// <param name="hardState">As it is from now on; what it says is settled must be there.</param>
    /// <param name="entries">Without gaps, the first not behind <see cref="Last"/> + 1; may be empty.</param>
    /// <param name="lastTerm">The term of <see cref="Last"/>, in case a segment begins.</param>
    public void Append(HardState hardState, IReadOnlyList<Entry> entries, Term lastTerm)
    {
        var next = entries.Count > 0 ? entries[0].Index : Last.Next;
        if (next > Last.Next || next <= HardState.Committed)
        {
            throw new InvalidOperationException($"entry {next} cannot follow {Last}, of which {HardState.Committed} are settled");
        }

        var position = 0;
        do
        {
            _frame.Clear();
            var first = position < entries.Count ? entries[position].Index : next;
            while (position < entries.Count && (_frame.Count == 0 || _frame.PayloadLength + entries[position].Data.Length < _segmentBytes / 4))
            {
                _frame.Add(entries[position++]);
            }

            WriteFrame(first, hardState, lastTerm);
            lastTerm = position > 0 ? entries[position - 1].Term : lastTerm;
        }
        while (position < entries.Count);
    }

    /// <summary>Goes on behind a snapshot that came from another member; nothing that was there counts any more.</summary>
    public void Restart(LogIndex covered, Term term)
    {
        HardState = HardState with { Committed = covered };
        Begin(_segments[^1].Sequence, covered.Next, term, isRestart: true);

        // The oldest first, and none before the restart is durable: wherever this is cut short, what is left counts for nothing.
        foreach (var name in Forget(_segments.Count - 1))
        {
            _disk.Delete(name);
        }

        _disk.Sync();
    }

    /// <summary>The first segment that begins behind an entry: where it begins. Null when none does.</summary>
    public LogIndex? SegmentAfter(LogIndex index)
    {
        // Asked after every batch, and mostly there is none.
        LogIndex? found = null;
        for (var position = _segments.Count - 1; position >= 0 && _segments[position].First > index; position--)
        {
            found = _segments[position].First;
        }

        return found;
    }

    /// <summary>How many bytes of log <see cref="Drop"/> would free.</summary>
    public long BytesUpTo(LogIndex covered)
    {
        long bytes = 0;
        for (var position = CountUpTo(covered) - 1; position >= 0; position--)
        {
            bytes += _segments[position].Bytes;
        }

        return bytes;
    }

    /// <summary>Forgets the segments whose entries are all covered by a snapshot. Their files are the caller's to delete, in this order, before or after a crash.</summary>
    public ImmutableArray<string> Drop(LogIndex covered) => Forget(CountUpTo(covered));

    /// <summary>Reads entries back.</summary>
    /// <param name="from">The first, which must be there.</param>
    /// <param name="to">The one after the last.</param>
    /// <param name="bytesMax">When to end early; one entry at least is read.</param>
    /// <param name="terms">What was replaced is told from what took its place by its term.</param>
    /// <param name="into">Where to add them.</param>
    public void Read(LogIndex from, LogIndex to, long bytesMax, Func<LogIndex, Term?> terms, List<Entry> into)
    {
        var reader = new LogReader(_disk, _segments, terms);
        reader.Read(_marks.Find(from) ?? throw new ArgumentOutOfRangeException(nameof(from)), from, to, bytesMax, into);
    }

    public void Dispose() => _file?.Dispose();

    private void WriteFrame(LogIndex first, HardState hardState, Term lastTerm)
    {
        if (_position + Segment.FrameLength(_frame.PayloadLength) > _length)
        {
            Begin(_segments[^1].Sequence, Last.Next, lastTerm, isRestart: false);
        }

        // What is settled may stand in frames that are still to come.
        var last = new LogIndex(first.Value + _frame.Count - 1);
        var state = hardState.Committed > last ? hardState with { Committed = last } : hardState;
        var segment = _segments[^1];
        var frame = _frame.Seal(first, state, segment.Salt, _position);
        _file!.Write(frame, _position);
        _file.Sync();
        Note(segment.Sequence, first, _frame.Count, _position);
        _position += frame.Length;
        Last = last;
        HardState = state;
        _segments[^1] = segment with { Bytes = _position };
    }

    private void Note(long sequence, LogIndex first, int count, int offset)
    {
        if (count > 0)
        {
            _marks.Cut(first);
            _marks.Add(new LogMark(first, sequence, offset));
        }
    }

    private int CountUpTo(LogIndex covered)
    {
        var count = 0;
        while (count + 1 < _segments.Count && _segments[count + 1].First <= covered.Next)
        {
            count++;
        }

        return count;
    }

    private ImmutableArray<string> Forget(int count)
    {
        ImmutableArray<string> names = [.. _segments.Take(count).Select(static segment => Segment.NameOf(segment.Sequence))];
        _segments.RemoveRange(0, count);
        _marks.DropBefore(_segments[0].Sequence);
        return names;
    }

    /// <summary>Goes on in a new segment. It gets its name only when it is whole.</summary>
    private void Begin(long previousSequence, LogIndex first, Term previousTerm, bool isRestart)
    {
        var header = new SegmentHeader
        {
            Sequence = previousSequence + 1,
            First = first,
            PreviousTerm = previousTerm,
            Salt = _salts(),
            Length = _segmentBytes,
            Identity = Identity,
            HardState = HardState,
            IsRestart = isRestart,
        };
        var name = Segment.NameOf(header.Sequence);
        var temporary = name + DiskNames.TemporaryExtension;
        var file = _disk.Create(temporary, _segmentBytes);
        _file?.Dispose();
        _file = file;
        var bytes = new byte[Segment.HeaderBytes];
        Segment.WriteHeader(bytes, header);
        file.Write(bytes, 0);
        file.Sync();
        _disk.Rename(temporary, name);
        _disk.Sync();
        _position = bytes.Length;
        _length = _segmentBytes;
        Last = new LogIndex(first.Value - 1);
        _segments.Add(new SegmentSpan(header.Sequence, first, previousTerm, header.Salt, _position));
    }
}
