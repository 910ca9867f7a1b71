namespace MiniKube.Histories;

public enum LinearizabilityResult
{
    Linearizable,
    Violated,

    /// <summary>The search was given up at its bound.</summary>
    Undecided,
}
