namespace MiniKube.ApiServer.FlowControl.Turns;

/// <summary>
/// Shares out who computes: priority levels by their weights, the flows of a level equally, both by the time that their turns take and not by their
/// number (start-time fair queuing, Goyal 1996). Knows no clock, thread or task: whoever owns it says what time it is, and calls it one at a time.
/// </summary>
/// <param name="turnsMax">Turns that run at once.</param>
/// <param name="waitingMax">Turns that wait at once, beyond which a flow may only have its part of them.</param>
internal sealed class TurnQueue(int turnsMax, int waitingMax)
{
    private readonly Dictionary<string, LevelTurns> _levels = new(StringComparer.Ordinal);
    private double _clock;

    public int Running { get; private set; }

    public int WaitingCount { get; private set; }

    /// <summary>True when a turn that comes now has to wait.</summary>
    public bool IsContended => WaitingCount > 0 || Running >= turnsMax;

    /// <summary>Starts a turn that finds a place and nobody waiting. It is not charged: there is nobody to share with.</summary>
    public bool TryStart()
    {
        if (IsContended)
        {
            return false;
        }

        Running++;
        return true;
    }

    /// <summary>A turn that was started by <see cref="TryStart"/> has ended.</summary>
    public void Finish() => Running--;

    /// <summary>Lines a turn up, unless too many wait and its flow has its part of them.</summary>
    /// <param name="turn">A new one.</param>
    /// <param name="level">Its priority level.</param>
    /// <param name="weight">Of the level, now.</param>
    /// <param name="flow">A hash of what tells its flow apart within the level.</param>
    /// <param name="isRefusable">False for a request that has begun.</param>
    /// <param name="now">The time.</param>
    public bool TryEnqueue(QueuedTurn turn, string level, double weight, ulong flow, bool isRefusable, TimeSpan now)
    {
        if (!_levels.TryGetValue(level, out var turns))
        {
            _levels[level] = turns = new LevelTurns(level);
        }

        var owner = turns.FlowOf(flow);
        if (isRefusable && WaitingCount >= waitingMax && owner.Waiting.Count >= waitingMax / _levels.Values.Sum(each => each.FlowCount))
        {
            return false;
        }

        turns.Weight = Math.Max(weight, 1);
        if (!turns.IsActive)
        {
            turns.Wake(_clock);
        }

        turn.ArrivedAt = now;
        turns.Enqueue(turn, owner);
        WaitingCount++;
        return true;
    }

    /// <summary>Starts the turn that comes next; null when there is none, or no place for it. Call until it says so.</summary>
    public QueuedTurn? StartNext(TimeSpan now)
    {
        if (WaitingCount == 0 || Running >= turnsMax)
        {
            return null;
        }

        var level = NextLevel();
        _clock = Math.Max(_clock, level.NextStart);
        var turn = level.StartNext();
        turn.StartedAt = now;
        WaitingCount--;
        Running++;
        return turn;
    }

    /// <summary>A turn that was started by <see cref="StartNext"/> has ended.</summary>
    public void Finish(QueuedTurn turn, TimeSpan now)
    {
        Running--;
        turn.Flow!.Level.Finish(turn, (now - turn.StartedAt).TotalSeconds);
        if (Running == 0 && WaitingCount == 0)
        {
            // Nobody is kept waiting any more: what each has had counts no longer.
            _levels.Clear();
            _clock = 0;
        }
    }

    /// <summary>Takes a turn back that waits.</summary>
    /// <returns>False when it does not wait.</returns>
    public bool Withdraw(QueuedTurn turn)
    {
        if (turn.Place is null)
        {
            return false;
        }

        turn.Flow!.Level.Withdraw(turn);
        WaitingCount--;
        return true;
    }

    private LevelTurns NextLevel()
    {
        LevelTurns? next = null;
        foreach (var level in _levels.Values)
        {
            if (level.WaitingCount > 0 && (next is null || level.NextStart < next.NextStart))
            {
                next = level;
            }
        }

        return next!;
    }
}
