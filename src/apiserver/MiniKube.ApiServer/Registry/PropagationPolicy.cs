namespace MiniKube.ApiServer.Registry;

/// <summary>What becomes of an object's dependents when it is deleted.</summary>
internal enum PropagationPolicy
{
    Background,
    Foreground,
    Orphan,
}
