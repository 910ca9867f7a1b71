using Microsoft.Extensions.Logging;
using MiniKube.Mvcc;
using MiniKube.Raft;
using MiniKube.Store.Commands;
using MiniKube.Store.Disks;
using MiniKube.Store.Logs;
using MiniKube.Store.Loops;
using MiniKube.Store.Snapshots;

namespace MiniKube.Store.Journals;

/// <summary>
/// What makes a store durable: the log, and from time to time a snapshot that takes the place of the log's oldest part.
/// A snapshot is taken where history begins, not where it ends: so a restart finds all history that was kept. Owned by the loop.
/// </summary>
internal sealed partial class Journal : IAsyncDisposable
{
    private readonly IDisk _disk;
    private readonly FileLog _log;
    private readonly FileSnapshots _snapshots;
    private readonly ILogger _logger;
    private readonly long _snapshotAfterLogBytes;
    private readonly EntryBatch _entries = new();
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>The state at the end of each segment that a snapshot does not cover yet. Bounded by the log: one for each segment.</summary>
    private readonly Queue<SnapshotPoint> _points = new();

    private Task<LogIndex?> _snapshotting = Task.FromResult<LogIndex?>(null);

    private Journal(IDisk disk, StoreOptions options, ILogger logger)
    {
        _disk = disk;
        _logger = logger;
        _log = new FileLog(disk, options.SegmentBytes, logger);
        _snapshots = new FileSnapshots(disk, logger);
        _snapshotAfterLogBytes = options.SnapshotAfterLogBytes;
    }

    /// <summary>Recovers what the disk holds. The journal owns the disk from now on.</summary>
    public static (Journal Journal, MvccState State) Open(IDisk disk, StoreOptions options, ILogger logger)
    {
        var journal = new Journal(disk, options, logger);
        try
        {
            foreach (var name in disk.List().Where(name => name.EndsWith(DiskNames.TemporaryExtension, StringComparison.Ordinal)))
            {
                disk.Delete(name);
            }

            return (journal, journal.Recover());
        }
        catch
        {
            journal._log.Dispose();
            disk.Dispose();
            throw;
        }
    }

    /// <summary>Makes a batch durable.</summary>
    /// <param name="batch">The changes, in order.</param>
    /// <param name="before">The state before them.</param>
    public void Append(List<Proposal> batch, MvccState before)
    {
        _entries.Clear();
        foreach (var proposal in batch)
        {
            _entries.Begin(Term.First);
            proposal.Write(_entries);
            _entries.End();
        }

        var last = _log.Last;
        var segment = _log.SegmentStart;
        _log.Append(_entries);
        if (_log.SegmentStart != segment)
        {
            AddPoint(last, before);
        }
    }

    /// <summary>To be called when a batch has been applied: begins a snapshot when it is worth it, and ends what one has replaced.</summary>
    public void Maintain(MvccState state)
    {
        if (!_snapshotting.IsCompleted)
        {
            return;
        }

        FinishSnapshot();
        SnapshotPoint? newest = null;
        foreach (var point in _points)
        {
            if (point.State.Current > state.Compacted)
            {
                break;
            }

            newest = point;
        }

        if (newest is not null && _log.BytesUpTo(newest.Index) >= Math.Max(_snapshotAfterLogBytes, _snapshots.NewestBytes))
        {
            while (_points.TryPeek(out var covered) && covered.Index <= newest.Index)
            {
                _points.Dequeue();
            }

            _snapshotting = Task.Run(() => WriteSnapshot(newest), _stopping.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();

        // However it ends: a snapshot that is not finished is thrown away when the store opens.
        await Task.WhenAny(_snapshotting);
        _stopping.Dispose();
        _log.Dispose();
        _disk.Dispose();
    }

    private MvccState Recover()
    {
        var (covered, state) = _snapshots.Load();
        _log.Open(covered.Next, (index, _, entry) =>
        {
            if (index == _log.SegmentStart)
            {
                AddPoint(new LogIndex(index.Value - 1), state);
            }

            state = CommandReader.Apply(state, entry).State;
        });
        _snapshots.DeleteBefore(covered);
        _log.Drop(covered);
        LogRecovered(_logger, state.Current, state.Count, _log.Last);
        return state;
    }

    private void AddPoint(LogIndex index, MvccState state)
    {
        if (index.Value > 0)
        {
            // Its history is not needed, and must not be kept alive.
            _points.Enqueue(new SnapshotPoint(index, state.Compacted == state.Current ? state : state.Compact(state.Current)));
        }
    }

    private void FinishSnapshot()
    {
        if (_snapshotting is { IsCompletedSuccessfully: true, Result: { } covered })
        {
            _snapshotting = Task.FromResult<LogIndex?>(null);
            _snapshots.DeleteBefore(covered);
            _log.Drop(covered);
        }
    }

    /// <summary>What the snapshot covers; null when there is none. Without it the log stays, and nothing is lost.</summary>
    private LogIndex? WriteSnapshot(SnapshotPoint point)
    {
        try
        {
            _snapshots.Write(point.Index, point.State, _stopping.Token);
            return point.Index;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
#pragma warning disable CA1031 // A failed snapshot costs disk space only; the next one is tried at the next segment.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogSnapshotFailed(_logger, exception);
            return null;
        }
    }

    [LoggerMessage(10, LogLevel.Information, "Recovered revision {Revision} with {Count} keys; the log ends with entry {Last}")]
    private static partial void LogRecovered(ILogger logger, Revision revision, int count, LogIndex last);

    [LoggerMessage(11, LogLevel.Error, "A snapshot could not be written; the log is kept instead")]
    private static partial void LogSnapshotFailed(ILogger logger, Exception exception);
}
