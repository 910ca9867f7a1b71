namespace MiniKube.Mvcc;

/// <summary>Why a change or a read could not be carried out on the state it met. Nothing has happened then.</summary>
public enum Refusal
{
    /// <summary>It was carried out.</summary>
    None,

    /// <summary>The lease named does not exist (any more).</summary>
    LeaseNotFound,

    /// <summary>A lease with that id exists already.</summary>
    LeaseExists,

    /// <summary>A put that keeps the value or the lease needs a key to keep it of.</summary>
    KeyNotFound,

    /// <summary>A range asked for a revision that is no longer kept.</summary>
    Compacted,

    /// <summary>A range asked for a revision that has not been reached.</summary>
    FutureRevision,
}
