namespace MiniKube.Store;

/// <summary>The store cannot make changes durable (a failed disk, no quorum, shutting down). Whether the change took effect is unknown.</summary>
public sealed class StoreUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
