namespace MiniKube.ApiServer.FlowControl.Turns;

/// <summary>The turns of one flow, in the order in which they came.</summary>
internal sealed class FlowTurns(LevelTurns level, ulong flow)
{
    /// <summary>What the first turn of a flow is taken to last.</summary>
    private const double SecondsGuessed = 0.001;

    /// <summary>Where clocks are coarse, or stand still, turns are shared by their number.</summary>
    private const double SecondsMin = 1e-6;

    private double _secondsOfTurn = SecondsGuessed;
    private double _correction;

    public LevelTurns Level { get; } = level;

    public ulong Flow { get; } = flow;

    public LinkedList<QueuedTurn> Waiting { get; } = new();

    public int Running { get; private set; }

    /// <summary>The virtual time at which its next turn begins: seconds that it has had, but it saves nothing up while it asks for none.</summary>
    public double NextStart { get; private set; }

    /// <summary>True while its level has it in line.</summary>
    public bool IsInLine { get; set; }

    public bool IsActive => Running > 0 || Waiting.Count > 0;

    /// <summary>It comes back after having asked for nothing.</summary>
    public void Wake() => NextStart = Math.Max(NextStart, Level.Clock);

    /// <summary>The first that waits runs now, and is charged for what the last ones took.</summary>
    public QueuedTurn Start()
    {
        var turn = Waiting.First!.Value;
        Waiting.RemoveFirst();
        turn.Place = null;
        turn.SecondsCharged = _secondsOfTurn;
        NextStart += _secondsOfTurn + _correction;
        _correction = 0;
        Running++;
        return turn;
    }

    /// <returns>How many seconds too few it was charged.</returns>
    public double Finish(QueuedTurn turn, double seconds)
    {
        seconds = Math.Max(seconds, SecondsMin);
        _secondsOfTurn = (_secondsOfTurn + seconds) / 2;
        _correction += seconds - turn.SecondsCharged;
        Running--;
        return seconds - turn.SecondsCharged;
    }
}
