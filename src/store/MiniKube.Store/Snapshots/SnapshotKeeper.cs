using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using MiniKube.Mvcc;
using MiniKube.Raft;
using MiniKube.Store.Logs;
using MiniKube.Store.Members;

namespace MiniKube.Store.Snapshots;

/// <summary>
/// Decides when a snapshot takes the place of the log's oldest part. It is taken where history begins, not where it ends: so a restart finds
/// all history that was kept. Owned by the loop; only the writing is done beside it.
/// </summary>
internal sealed partial class SnapshotKeeper(
    FileSnapshots snapshots, ulong cluster, MemberLog log, IBackground background, Func<LogIndex, bool> isBeingSent, StoreOptions options, ILogger logger)
{
    /// <summary>The state at the end of each segment that a snapshot does not cover yet. Bounded by the log: one for each segment.</summary>
    private readonly Queue<StatePoint> _points = new();

    /// <summary>Segments that were dropped from the log, oldest first, and are still to be deleted. Bounded by what lies on the disk, as is the next.</summary>
    private readonly List<string> _dropped = [];

    /// <summary>Snapshots that a newer one has replaced, and that are still to be deleted.</summary>
    private readonly List<LogIndex> _replaced = [];

    private LogIndex _newestPoint = log.Snapshot.Index;
    private StatePoint? _writing;
    private BackgroundJob? _job;

    /// <summary>A point that was found when the log was read back.</summary>
    public void Add(StatePoint point)
    {
        _newestPoint = point.Index;
        _points.Enqueue(point);
    }

    /// <summary>To be called when entries have been applied: remembers the state where a segment has ended.</summary>
    public void Applied(StateMachine machine)
    {
        if (log.SegmentAfter(_newestPoint.Next) is { } next && machine.Applied.Next >= next)
        {
            Add(machine.Point);
        }
    }

    /// <summary>To be called now and then: begins a snapshot when it is worth it, and ends what one has replaced.</summary>
    /// <param name="state">The newest state.</param>
    /// <param name="neededFrom">The first entry that another member still needs from the log.</param>
    public void Maintain(MvccState state, LogIndex neededFrom)
    {
        if (_job is { IsDone: false })
        {
            return;
        }

        Finish();
        DropCovered(neededFrom);
        if (BeginClearing())
        {
            return;
        }

        StatePoint? newest = null;
        foreach (var point in _points)
        {
            if (point.State.Current > state.Compacted)
            {
                break;
            }

            newest = point;
        }

        if (newest is not null && Worth(newest) >= Math.Max(options.SnapshotAfterLogBytes, snapshots.NewestBytes))
        {
            Begin(newest);
        }
    }

    /// <summary>A snapshot from another member has been installed: the log begins behind it.</summary>
    public void Installed(LogIndex index)
    {
        snapshots.Adopt(index);
        _replaced.Clear();
        _points.Clear();
        _newestPoint = index;
    }

    /// <summary>What the snapshot would free, of what an older one has not freed already.</summary>
    private long Worth(StatePoint point) => log.BytesUpTo(point.Index) - log.BytesUpTo(log.Snapshot.Index);

    private void Begin(StatePoint point)
    {
        while (_points.TryPeek(out var covered) && covered.Index <= point.Index)
        {
            _points.Dequeue();
        }

        _writing = point;
        _job = new BackgroundJob(cancellationToken => snapshots.Write(point, cluster, cancellationToken));
        background.Start(_job);
    }

    private void Finish()
    {
        if (_job is not { } job)
        {
            return;
        }

        var written = _writing;
        _job = null;
        _writing = null;
        if (job.Failure is OperationCanceledException)
        {
            return;
        }

        if (written is not null)
        {
            Finish(written, job.Failure);
        }
        else if (job.Failure is { } failure)
        {
            // A sync of the directory has failed: what else it held is not known.
            throw new IOException($"files that are needed no more could not be deleted: {failure.Message}", failure);
        }
    }

    private void Finish(StatePoint written, Exception? failure)
    {
        if (failure is not null)
        {
            // It costs disk space only: the log is kept, and the next snapshot is tried at the next segment.
            LogSnapshotFailed(logger, failure);
            return;
        }

        if (written.Index > log.Snapshot.Index)
        {
            snapshots.Written(written.Index);
            log.Snapshot = written.Mark;
        }

        _replaced.Clear();
        _replaced.AddRange(snapshots.Before(log.Snapshot.Index));
    }

    /// <summary>Deletes what is needed no more beside the loop: the freeing of a gigabyte takes a quarter of a second.</summary>
    private bool BeginClearing()
    {
        if (_dropped.Count == 0 && _replaced.TrueForAll(index => isBeingSent(index)))
        {
            return false;
        }

        ImmutableArray<string> names = [.. _dropped, .. _replaced.Where(index => !isBeingSent(index)).Select(SnapshotFormat.NameOf)];
        _dropped.Clear();
        _replaced.RemoveAll(index => !isBeingSent(index));
        _job = new BackgroundJob(cancellationToken => snapshots.Delete(names, cancellationToken));
        background.Start(_job);
        return true;
    }

    private void DropCovered(LogIndex neededFrom)
    {
        var covered = log.Snapshot.Index;
        if (log.BytesUpTo(covered) is var bytes and > 0)
        {
            _dropped.AddRange(log.Drop(bytes <= options.LogBytesForLaggards ? LogIndex.Min(covered, neededFrom.Previous) : covered));
        }
    }

    [LoggerMessage(11, LogLevel.Error, "A snapshot could not be written; the log is kept instead")]
    private static partial void LogSnapshotFailed(ILogger logger, Exception exception);
}
