using Microsoft.Extensions.Logging.Abstractions;
using MiniKube.Raft;
using MiniKube.Store.Disks;
using MiniKube.Store.Logs;

namespace MiniKube.Store.Tests.Logs;

/// <summary>A log on a disk without a store around it.</summary>
internal sealed class OpenLog : IDisposable
{
    public const int SegmentBytes = 4096;

    public static readonly StoreIdentity Identity = new(7, new MemberId(1));

    private OpenLog(MemberLog log)
    {
        Log = log;
    }

    public MemberLog Log { get; }

    /// <summary>All entries as text: index, term, data.</summary>
    public List<string> Entries
    {
        get
        {
            List<Entry> entries = [];
            while (Log.First + entries.Count <= Log.Last)
            {
                Log.Read(Log.First + entries.Count, Log.Last, 300, entries);
            }

            return [.. entries.Select(Describe)];
        }
    }

    public static OpenLog On(IDisk disk, StoreIdentity? identity = null)
    {
        var salt = 1UL;
        var file = new FileLog(disk, SegmentBytes, () => salt++);
        foreach (var unfinished in disk.List().Where(name => name.EndsWith(DiskNames.TemporaryExtension, StringComparison.Ordinal)))
        {
            disk.Delete(unfinished);
        }

        var opening = new LogOpening(disk, NullLogger.Instance);
        var covered = opening.RestartedBehind ?? LogIndex.Zero;
        var log = new MemberLog(file, new SnapshotMark(covered, opening.FirstTerm, Membership.Empty));
        if (opening.IsEmpty)
        {
            file.Create(identity ?? Identity, LogIndex.Zero, Term.Zero, default);
            return new OpenLog(log);
        }

        log.BeginRecovery(opening.First, covered, opening.FirstHardState);
        opening.Read(covered, (header, payload) => log.Recover(header, payload, covered));
        file.GoOn(opening);
        return new OpenLog(log);
    }

    public static Entry Entry(long index, long term, string data) =>
        new(new LogIndex(index), new Term(term), EntryKind.Command, System.Text.Encoding.UTF8.GetBytes(data));

    public static string Describe(Entry entry) => $"{entry.Index}/{entry.Term} {System.Text.Encoding.UTF8.GetString(entry.Data.Span)}";

    /// <summary>Appends entries of one term from an index on.</summary>
    public void Append(long from, long count, long term, int dataLength = 10) => Log.Append(
        new HardState(new Term(term), MemberId.None, LogIndex.Zero),
        [.. Enumerable.Range(0, (int)count).Select(offset => Entry(from + offset, term, new string('x', dataLength)))]);

    public void Dispose() => Log.Dispose();
}
