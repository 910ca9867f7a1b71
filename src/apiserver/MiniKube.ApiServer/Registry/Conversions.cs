using MiniKube.Schema.Resources;

namespace MiniKube.ApiServer.Registry;

/// <summary>Which resources are stored in another form than their own.</summary>
internal static class Conversions
{
    public static IConversion? For(ResourceDefinition definition) => (definition.Kind.Group, definition.Kind.Version, definition.Kind.Kind) switch
    {
        ("events.k8s.io", "v1", "Event") => new Kinds.EventConversion(),
        ("autoscaling", "v1", "HorizontalPodAutoscaler") => new Kinds.AutoscalerConversion(),
        _ when definition.IsStoredAsItself => null,
        _ => throw new InvalidOperationException($"There is no conversion between {definition.Kind} and {definition.StorageKind}."),
    };
}
