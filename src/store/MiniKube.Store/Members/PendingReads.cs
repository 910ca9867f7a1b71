using MiniKube.Raft;

namespace MiniKube.Store.Members;

/// <summary>The readers that wait. All that come before one turn of the loop share one question to the quorum.</summary>
internal sealed class PendingReads(RaftCore core)
{
    private readonly Dictionary<ulong, List<ReadBarrier>> _asked = [];
    private readonly PriorityQueue<List<ReadBarrier>, LogIndex> _toBeApplied = new();
    private List<ReadBarrier> _waiting = [];
    private ulong _round;
    private bool _isHeld;

    public void Add(ReadBarrier barrier) => _waiting.Add(barrier);

    /// <summary>Asks for all that wait.</summary>
    public void Ask()
    {
        if (_waiting.Count > 0 && !_isHeld)
        {
            _asked.Add(++_round, _waiting);
            _waiting = [];
            core.ReadIndex(_round);
        }
    }

    /// <summary>The quorum has answered, or cannot. Without a leader the question is asked again at the next tick.</summary>
    public void Answered(ReadState answer)
    {
        if (!_asked.Remove(answer.Context, out var barriers))
        {
            return;
        }

        if (answer.Index is { } index)
        {
            _toBeApplied.Enqueue(barriers, index);
        }
        else
        {
            _isHeld = true;
            _waiting.AddRange(barriers);
        }
    }

    /// <summary>Lets those pass for whom enough is applied.</summary>
    public void Applied(LogIndex applied)
    {
        while (_toBeApplied.TryPeek(out var barriers, out var index) && index <= applied)
        {
            _toBeApplied.Dequeue();
            barriers.ForEach(barrier => barrier.Pass());
        }
    }

    /// <summary>Gives up what has waited too long.</summary>
    public void Tick(long now, string why)
    {
        _isHeld = false;
        _waiting.RemoveAll(barrier => Expire(barrier, now, why));
        foreach (var (round, barriers) in _asked)
        {
            barriers.RemoveAll(barrier => Expire(barrier, now, why));
            if (barriers.Count == 0)
            {
                _asked.Remove(round);
            }
        }
    }

    public void RefuseAll(StoreUnavailableException reason)
    {
        foreach (var barrier in _waiting.Concat(_asked.Values.SelectMany(barriers => barriers)))
        {
            barrier.Refuse(reason);
        }

        foreach (var (barriers, _) in _toBeApplied.UnorderedItems)
        {
            barriers.ForEach(barrier => barrier.Refuse(reason));
        }

        _waiting.Clear();
        _asked.Clear();
        _toBeApplied.Clear();
    }

    private static bool Expire(ReadBarrier barrier, long now, string why)
    {
        if (barrier.Deadline > now)
        {
            return false;
        }

        barrier.Refuse(new StoreUnavailableException($"{why}, so it is not known what is current"));
        return true;
    }
}
