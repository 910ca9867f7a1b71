using MiniKube.Api.Errors;
using MiniKube.ApiServer.Storage;
using System.Text.Json.Nodes;

namespace MiniKube.ApiServer.Registry;

/// <summary>What a client wants to be true of an object before it is deleted or changed; empty parts ask for nothing.</summary>
internal sealed record Preconditions(string Uid, string ResourceVersion)
{
    public static Preconditions None { get; } = new("", "");

    /// <exception cref="ApiException">409: the object is another one.</exception>
    public void Check(RegistryRequest request, StoredObject stored, JsonObject tree)
    {
        var uid = tree.Metadata.Text("uid");
        if (Uid.Length > 0 && Uid != uid)
        {
            throw StatusErrors.Conflict(
                request.GroupResource,
                request.Name,
                $"Precondition failed: UID in precondition: {Uid}, UID in object meta: {uid}");
        }

        if (ResourceVersion.Length > 0 && ResourceVersion != stored.Revision.ToString())
        {
            throw StatusErrors.Conflict(
                request.GroupResource,
                request.Name,
                $"Precondition failed: ResourceVersion in precondition: {ResourceVersion}, ResourceVersion in object meta: {stored.Revision}");
        }
    }
}
