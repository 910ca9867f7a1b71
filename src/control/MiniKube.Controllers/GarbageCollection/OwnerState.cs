namespace MiniKube.Controllers.GarbageCollection;

/// <summary>What is known of an owner.</summary>
internal enum OwnerState
{
    /// <summary>It is there and stays.</summary>
    Solid,

    /// <summary>The server says there is no such object, or another one has its name.</summary>
    Absent,

    /// <summary>It goes, and waits for its dependents to go first.</summary>
    WaitingForDependents,
}
