namespace MiniKube.ApiServer.Registry;

/// <summary>How an object shall be deleted.</summary>
internal sealed record DeleteOptions
{
    public Preconditions Preconditions { get; init; } = Preconditions.None;

    /// <summary>Null: as the kind has it. Never negative.</summary>
    public long? GracePeriodSeconds { get; init; }

    /// <summary>Null: as the object or the kind has it.</summary>
    public PropagationPolicy? Propagation { get; init; }

    /// <summary>The policy was given in the old form, <c>orphanDependents</c>: false.</summary>
    public bool IsExplicitlyNotOrphan { get; init; }
}
