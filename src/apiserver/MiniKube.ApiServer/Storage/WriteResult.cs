namespace MiniKube.ApiServer.Storage;

/// <summary>How a compare-and-swap of an object went.</summary>
internal abstract record WriteResult
{
    /// <param name="Object">As stored now; for a deletion the last state, with the revision of the deletion.</param>
    public sealed record Written(StoredObject Object) : WriteResult;

    /// <summary>Another write was faster.</summary>
    /// <param name="Current">What is there instead; null when nothing is.</param>
    public sealed record Conflict(StoredObject? Current) : WriteResult;

    /// <summary>The object is as expected, but an address or port of the batch is taken.</summary>
    public sealed record ClaimLost : WriteResult;
}
