using System.Text.Json.Nodes;

namespace MiniKube.ApiServer.Admission;

/// <summary>What one plug-in of several parts remembers of one write between two rounds: which webhooks, or which policies, it has asked.</summary>
internal sealed class ReinvokedParts(Reinvocation rounds)
{
    // Most writes have no such parts.
    private HashSet<string>? _asked;
    private HashSet<string>? _due;
    private JsonObject? _lastSeen;

    /// <summary>In the second round only who is due is asked, and nobody for the first time.</summary>
    public bool ShouldAsk(string part) => !rounds.IsSecondRound || _due?.Contains(part) == true;

    /// <summary>Somebody who wants to see later changes has been asked.</summary>
    public void Asked(string part) => (_asked ??= []).Add(part);

    /// <summary>A part has changed the object: those asked before have not seen it so.</summary>
    public void Changed()
    {
        rounds.Require();
        RequireAsked();
    }

    /// <summary>The parts see the object; what other plug-ins have changed since they were done makes all of them due.</summary>
    public void Enter(JsonObject? current)
    {
        if (rounds.IsSecondRound && _asked is { Count: > 0 } && !JsonNode.DeepEquals(_lastSeen, current))
        {
            RequireAsked();
        }
    }

    public void Leave(JsonObject? current)
    {
        if (_asked is { Count: > 0 } && !rounds.IsSecondRound)
        {
            _lastSeen = current?.DeepClone().AsObject();
        }
    }

    private void RequireAsked()
    {
        if (_asked is not null)
        {
            (_due ??= []).UnionWith(_asked);
            _asked.Clear();
        }
    }
}
