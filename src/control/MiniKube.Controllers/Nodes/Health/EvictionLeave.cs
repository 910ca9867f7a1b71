namespace MiniKube.Controllers.Nodes.Health;

/// <summary>Whether the pods of a node that is not ready may be told to go.</summary>
internal enum EvictionLeave
{
    /// <summary>Now.</summary>
    Given,

    /// <summary>Not yet: others of its zone go first. Who has been told is not called back.</summary>
    Later,

    /// <summary>Not at all, and who has been told is called back: no node is ready, so that it must be us who do not see them.</summary>
    Refused,
}
