using System.Collections.Immutable;
using MiniKube.Raft;

namespace MiniKube.Store.Logs;

/// <summary>
/// The log as the consensus core sees it: what is durable, with the newest entries in memory. Without a file it forgets what has been
/// applied, which is enough for a member that is alone.
/// </summary>
internal sealed class MemberLog : ILogReader, IDisposable
{
    private readonly FileLog? _file;
    private readonly RecentEntries _recent = new();
    private readonly TermRuns _terms = new();
    private readonly Func<LogIndex, Term?> _termAt;

    /// <param name="file">Where entries are made durable, owned from now on; null to keep them in memory only.</param>
    /// <param name="snapshot">The newest snapshot.</param>
    public MemberLog(FileLog? file, SnapshotMark snapshot)
    {
        _file = file;
        _termAt = TermAt;
        Snapshot = snapshot;
        Forget(snapshot.Index);
    }

    public LogIndex First => _file?.First ?? _recent.First;

    public LogIndex Last => new(_recent.End.Value - 1);

    public HardState HardState { get; private set; }

    public SnapshotMark Snapshot { get; set; }

    /// <summary>How many bytes of log lie on disk.</summary>
    public long Bytes => _file?.Bytes ?? 0;

    public Term? TermAt(LogIndex index)
    {
        if (index == Snapshot.Index)
        {
            return Snapshot.Term;
        }

        if (index < First.Previous)
        {
            return null;
        }

        return _terms.TermAt(index) ?? (index.Next == First ? _file?.PreviousTerm : null);
    }

    public void Read(LogIndex from, LogIndex to, long bytesMax, List<Entry> into)
    {
        var end = LogIndex.Min(to.Next, _recent.End);
        if (from < _recent.First)
        {
            var edge = LogIndex.Min(end, _recent.First);
            (_file ?? throw new ArgumentOutOfRangeException(nameof(from))).Read(from, edge, bytesMax, _termAt, into);
            return;
        }

        for (var next = from; next < end; next = next.Next)
        {
            var entry = _recent[next];
            bytesMax -= entry.Data.Length + Segment.EntryHeaderBytes;
            if (bytesMax < 0 && next > from)
            {
                return;
            }

            into.Add(entry);
        }
    }

    /// <summary>Makes entries and a hard state durable; entries that were there from the first one on are replaced.</summary>
    /// <returns>Whether the disk had to be asked.</returns>
    public bool Append(HardState hardState, IReadOnlyList<Entry> entries)
    {
        // What is settled is written along with something else: it is found out again without.
        var mustWrite = entries.Count > 0 || hardState.Term != HardState.Term || hardState.VotedFor != HardState.VotedFor;
        HardState = hardState;
        if (!mustWrite)
        {
            return false;
        }

        _file?.Append(hardState, entries, TermAt(Last) ?? default);
        Remember(entries);
        return _file is not null;
    }

    /// <summary>Takes note of a frame that was read back: what it replaces, and where it leads.</summary>
    public void Recover(FrameHeader header, ReadOnlySpan<byte> payload, LogIndex applied)
    {
        HardState = header.HardState;
        if (header.Count == 0)
        {
            return;
        }

        _terms.Cut(LogIndex.Min(header.First, _terms.End));
        _recent.Cut(LogIndex.Max(header.First, applied.Next));
        var entries = new FrameEntries(header, payload);
        while (entries.MoveNext())
        {
            if (_terms.End == entries.Index)
            {
                _terms.Add(entries.Term);
            }

            if (entries.Index > applied)
            {
                _recent.Add(entries.Copy());
            }
        }
    }

    /// <summary>Goes on behind a snapshot that came from another member.</summary>
    public void Restart(SnapshotMark snapshot)
    {
        _file?.Restart(snapshot.Index, snapshot.Term);
        Snapshot = snapshot;
        HardState = HardState with { Committed = snapshot.Index };
        Forget(snapshot.Index);
    }

    /// <summary>Begins to read back: entries from here on are to come.</summary>
    public void BeginRecovery(LogIndex first, LogIndex applied, HardState hardState)
    {
        _terms.Restart(first);
        _recent.Restart(applied.Next);
        HardState = hardState;
    }

    /// <summary>Lets memory go of entries that have been applied, except the newest so many bytes.</summary>
    public void Evict(long bytesMax, LogIndex applied) => _recent.Evict(bytesMax, applied.Next);

    /// <summary>See <see cref="FileLog.SegmentAfter"/>.</summary>
    public LogIndex? SegmentAfter(LogIndex index) => _file?.SegmentAfter(index);

    /// <summary>See <see cref="FileLog.BytesUpTo"/>.</summary>
    public long BytesUpTo(LogIndex covered) => _file?.BytesUpTo(covered) ?? 0;

    /// <summary>See <see cref="FileLog.Drop"/>.</summary>
    public ImmutableArray<string> Drop(LogIndex covered)
    {
        if (_file is null)
        {
            return [];
        }

        var names = _file.Drop(covered);
        _terms.DropBefore(_file.First);
        return names;
    }

    public void Dispose() => _file?.Dispose();

    private void Remember(IReadOnlyList<Entry> entries)
    {
        if (entries.Count == 0)
        {
            return;
        }

        _terms.Cut(entries[0].Index);
        _recent.Cut(entries[0].Index);
        for (var position = 0; position < entries.Count; position++)
        {
            _terms.Add(entries[position].Term);
            _recent.Add(entries[position]);
        }
    }

    private void Forget(LogIndex covered)
    {
        _terms.Restart(covered.Next);
        _recent.Restart(covered.Next);
    }
}
