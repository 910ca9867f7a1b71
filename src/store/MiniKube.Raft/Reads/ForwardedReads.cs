using MiniKube.Raft.Proposals;

namespace MiniKube.Raft.Reads;

/// <summary>Reads at a follower: what waits goes to the leader in batches, asked again when no answer comes.</summary>
internal sealed class ForwardedReads(RequestNumbers numbers, int pendingMax)
{
    /// <summary>More do not make it faster: the leader serves all that wait in one round.</summary>
    private const int BatchesMax = 4;

    private readonly List<ReadBatch> _batches = [];
    private List<ulong> _waiting = [];
    private int _pending;

    public bool CanSend => _waiting.Count > 0 && _batches.Count < BatchesMax;

    public bool IsEmpty => _pending == 0;

    public bool TryAdd(ulong context)
    {
        if (_pending >= pendingMax)
        {
            return false;
        }

        _waiting.Add(context);
        _pending++;
        return true;
    }

    /// <summary>Makes a batch of what waits; returns its number.</summary>
    public ulong Send()
    {
        var batch = new ReadBatch(numbers.Next(), _waiting);
        _waiting = [];
        _batches.Add(batch);
        return batch.Number;
    }

    /// <summary>The contexts of a batch that is answered; null when it is not known any more.</summary>
    public IReadOnlyList<ulong>? Take(ulong number)
    {
        for (var i = 0; i < _batches.Count; i++)
        {
            var batch = _batches[i];
            if (batch.Number == number)
            {
                _batches.RemoveAt(i);
                _pending -= batch.Contexts.Count;
                return batch.Contexts;
            }
        }

        return null;
    }

    /// <summary>A tick; adds the numbers of the batches to ask for again.</summary>
    public void Tick(int againTicks, int ticksMax, List<ulong> again, List<ulong> refused)
    {
        for (var i = _batches.Count - 1; i >= 0; i--)
        {
            var batch = _batches[i];
            batch.Ticks++;
            if (batch.Ticks >= ticksMax)
            {
                _batches.RemoveAt(i);
                _pending -= batch.Contexts.Count;
                refused.AddRange(batch.Contexts);
            }
            else if (batch.Ticks % againTicks == 0)
            {
                again.Add(batch.Number);
            }
        }
    }

    /// <summary>Gives up all: the leader they were meant for is gone.</summary>
    public void TakeAll(List<ulong> refused)
    {
        foreach (var batch in _batches)
        {
            refused.AddRange(batch.Contexts);
        }

        refused.AddRange(_waiting);
        _batches.Clear();
        _waiting.Clear();
        _pending = 0;
    }
}
