using System.Text.Json.Nodes;
using MiniKube.ApiServer.Storage;

namespace MiniKube.ApiServer.Registry;

/// <summary>Between a served form of a kind and the one it is stored in. Both ways return a tree of their own.</summary>
internal interface IConversion
{
    JsonObject ToStorage(JsonObject served);

    JsonObject FromStorage(JsonObject stored);

    /// <summary>True when the stored bytes are those of the served form but for kind and apiVersion.</summary>
    bool IsAsServed(StoredObject stored) => false;
}
