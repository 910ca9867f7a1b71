using System.Text.Json.Nodes;

namespace MiniKube.ApiServer.Admission;

/// <summary>
/// What the mutating plug-ins of one write remember between two rounds: a webhook that changes the object makes all plug-ins look at it once
/// more, and of the webhooks those that asked for it (<c>reinvocationPolicy: IfNeeded</c>).
/// </summary>
internal sealed class Reinvocation
{
    private readonly HashSet<string> _asked = [];
    private readonly HashSet<string> _due = [];
    private JsonObject? _lastSeen;

    /// <summary>A second round is needed. There is no third.</summary>
    public bool IsNeeded { get; private set; }

    public bool IsSecondRound { get; private set; }

    /// <summary>The number of the round in audit annotations.</summary>
    public int Round => IsSecondRound ? 1 : 0;

    public void BeginSecondRound() => IsSecondRound = true;

    /// <summary>In the second round only who is due is asked, and nobody for the first time.</summary>
    public bool ShouldAsk(string webhook) => !IsSecondRound || _due.Contains(webhook);

    /// <summary>Somebody who wants to see later changes has been asked.</summary>
    public void Asked(string webhook) => _asked.Add(webhook);

    /// <summary>A webhook has changed the object: those asked before have not seen it so.</summary>
    public void Changed()
    {
        IsNeeded = true;
        RequireAsked();
    }

    /// <summary>The webhooks see the object; what other plug-ins have changed since they were done makes all of them due.</summary>
    public void Enter(JsonObject? current)
    {
        if (IsSecondRound && !JsonNode.DeepEquals(_lastSeen, current))
        {
            RequireAsked();
        }
    }

    public void Leave(JsonObject? current)
    {
        if (IsNeeded && !IsSecondRound)
        {
            _lastSeen = current?.DeepClone().AsObject();
        }
    }

    private void RequireAsked()
    {
        _due.UnionWith(_asked);
        _asked.Clear();
    }
}
