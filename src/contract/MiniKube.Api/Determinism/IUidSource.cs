namespace MiniKube.Api.Determinism;

/// <summary>Gives every created object its <c>metadata.uid</c>. Safe for use by several threads.</summary>
public interface IUidSource
{
    /// <summary>A new identifier in the form of a version 4 UUID (RFC 9562).</summary>
    string NewUid();
}
