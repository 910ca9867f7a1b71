using MiniKube.Schema.Resources;
using MiniKube.Schema.Types;

namespace MiniKube.ApiServer.CustomResources;

/// <summary>An object of which only the metadata is known.</summary>
internal static class MetadataOnly
{
    public static TypeSchema Type { get; } = TypeSchema.ObjectOf(
        "object",
        () => [new FieldSchema { Name = "metadata", Type = ApiCatalog.BuiltIn.Type("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta") }]);
}
