namespace MiniKube.ApiServer.FlowControl.Turns;

/// <summary>The turns of one priority level: its flows get the same part of its time, those that want less what they want.</summary>
internal sealed class LevelTurns(string name)
{
    /// <summary>Flows remembered beyond those that wait or run, before those whose past no longer counts are forgotten.</summary>
    private const int IdleFlowsMax = 64;

    private readonly Dictionary<ulong, FlowTurns> _flows = [];
    private readonly PriorityQueue<FlowTurns, (double NextStart, long Order)> _line = new();
    private long _order;

    public string Name { get; } = name;

    /// <summary>Its part of the time, beside those of the other levels.</summary>
    public double Weight { get; set; } = 1;

    public int Running { get; private set; }

    public int WaitingCount { get; private set; }

    /// <summary>How many flows wait or run, or have lately.</summary>
    public int FlowCount => _flows.Count;

    /// <summary>The virtual time at which its next turn begins, in weighted seconds.</summary>
    public double NextStart { get; private set; }

    /// <summary>The virtual time of its flows.</summary>
    public double Clock { get; private set; }

    public bool IsActive => Running > 0 || WaitingCount > 0;

    /// <summary>It comes back after having asked for nothing.</summary>
    /// <param name="clock">The virtual time of levels.</param>
    public void Wake(double clock) => NextStart = Math.Max(NextStart, clock);

    public FlowTurns FlowOf(ulong flow)
    {
        if (!_flows.TryGetValue(flow, out var found))
        {
            Forget();
            _flows[flow] = found = new FlowTurns(this, flow);
        }

        return found;
    }

    public void Enqueue(QueuedTurn turn, FlowTurns flow)
    {
        if (!flow.IsActive)
        {
            flow.Wake();
        }

        turn.Flow = flow;
        turn.Place = flow.Waiting.AddLast(turn);
        WaitingCount++;
        PutInLine(flow);
    }

    /// <summary>Starts the turn of the flow that has had least. Call only while some wait.</summary>
    public QueuedTurn StartNext()
    {
        while (true)
        {
            var flow = _line.Dequeue();
            flow.IsInLine = false;
            if (flow.Waiting.Count == 0)
            {
                // All of them have been withdrawn.
                continue;
            }

            Clock = Math.Max(Clock, flow.NextStart);
            var turn = flow.Start();
            WaitingCount--;
            Running++;
            NextStart += turn.SecondsCharged / Weight;
            PutInLine(flow);

            Advance(turn.SecondsCharged);
            return turn;
        }
    }

    public void Finish(QueuedTurn turn, double seconds)
    {
        var missing = turn.Flow!.Finish(turn, seconds);
        NextStart += missing / Weight;
        Advance(missing);
        Running--;
    }

    public void Withdraw(QueuedTurn turn)
    {
        turn.Flow!.Waiting.Remove(turn.Place!);
        turn.Place = null;
        WaitingCount--;
    }

    /// <summary>
    /// The clock goes as fast as each flow would be served when all get the same. Else flows that come for the first time, one after the other, would
    /// all begin before the second turn of one that is there.
    /// </summary>
    private void Advance(double seconds) => Clock += seconds / Math.Max(1, _line.Count);

    private void PutInLine(FlowTurns flow)
    {
        if (!flow.IsInLine && flow.Waiting.Count > 0)
        {
            flow.IsInLine = true;
            _line.Enqueue(flow, (flow.NextStart, _order++));
        }
    }

    /// <summary>A flow that asks for nothing and has had no more than the others begins anew like one that was never there.</summary>
    private void Forget()
    {
        var active = Running + WaitingCount;
        if (_flows.Count < IdleFlowsMax + (2 * active))
        {
            return;
        }

        foreach (var (key, flow) in _flows)
        {
            if (!flow.IsActive && !flow.IsInLine && flow.NextStart <= Clock)
            {
                _flows.Remove(key);
            }
        }
    }
}
