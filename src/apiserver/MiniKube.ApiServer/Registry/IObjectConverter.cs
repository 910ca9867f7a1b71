using System.Text.Json.Nodes;

namespace MiniKube.ApiServer.Registry;

/// <summary>Converts objects of a custom resource between its versions, outside the server.</summary>
internal interface IObjectConverter
{
    /// <summary>The objects in the wanted version, in their order; their metadata may differ in labels and annotations alone.</summary>
    /// <exception cref="Api.Errors.ApiException">500: the conversion failed.</exception>
    ValueTask<IReadOnlyList<JsonObject>> ConvertAsync(IReadOnlyList<JsonObject> objects, string apiVersion, CancellationToken cancellationToken);
}
