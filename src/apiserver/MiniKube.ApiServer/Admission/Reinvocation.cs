namespace MiniKube.ApiServer.Admission;

/// <summary>
/// Whether the mutating plug-ins look at one write a second time: what webhooks and policies change makes all plug-ins look at it once more,
/// and of the webhooks and policies those that asked for it (<c>reinvocationPolicy: IfNeeded</c>).
/// </summary>
internal sealed class Reinvocation
{
    public Reinvocation()
    {
        Policies = new ReinvokedParts(this);
        Webhooks = new ReinvokedParts(this);
    }

    /// <summary>A second round is needed. There is no third.</summary>
    public bool IsNeeded { get; private set; }

    public bool IsSecondRound { get; private set; }

    /// <summary>The number of the round in audit annotations.</summary>
    public int Round => IsSecondRound ? 1 : 0;

    public ReinvokedParts Policies { get; }

    public ReinvokedParts Webhooks { get; }

    public void BeginSecondRound() => IsSecondRound = true;

    public void Require() => IsNeeded = true;
}
