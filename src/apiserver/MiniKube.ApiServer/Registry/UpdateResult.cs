using MiniKube.ApiServer.Storage;

namespace MiniKube.ApiServer.Registry;

/// <summary>What an update did.</summary>
/// <param name="Object">The object as it is now; the last state when the update removed its last finalizer.</param>
/// <param name="IsCreated">The object was not there before.</param>
internal sealed record UpdateResult(StoredObject Object, bool IsCreated);
