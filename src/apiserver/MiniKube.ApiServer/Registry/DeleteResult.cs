using MiniKube.ApiServer.Storage;

namespace MiniKube.ApiServer.Registry;

/// <summary>What a delete did.</summary>
/// <param name="Object">The object: the last state when it is gone, else as it is now.</param>
/// <param name="IsGone">False when finalizers or a grace period keep it.</param>
/// <param name="Uid">Of the object.</param>
internal sealed record DeleteResult(StoredObject Object, bool IsGone, string Uid);
