namespace MiniKube.Mvcc;

/// <summary>A key's value at a revision. Immutable; the value's bytes are shared and must not be written to.</summary>
/// <param name="Key">The key.</param>
/// <param name="Value">The bytes stored.</param>
/// <param name="CreateRevision">When the key came into being, last.</param>
/// <param name="ModRevision">When this value was written.</param>
/// <param name="Version">How often the key was written since its creation; 1 on creation.</param>
/// <param name="Lease">The lease that the key goes with; none for most.</param>
public sealed record KeyValue(
    Key Key,
    ReadOnlyMemory<byte> Value,
    Revision CreateRevision,
    Revision ModRevision,
    long Version,
    LeaseId Lease = default);
