using System.Text.Json.Nodes;

namespace MiniKube.ApiServer.Registry;

/// <summary>Between a served form of a kind and the one it is stored in. Both ways return a tree of their own.</summary>
internal interface IConversion
{
    JsonObject ToStorage(JsonObject served);

    JsonObject FromStorage(JsonObject stored);
}
