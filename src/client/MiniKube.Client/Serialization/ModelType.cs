using System.Reflection;
using System.Text.Json.Serialization.Metadata;
using k8s;
using k8s.Models;
using MiniKube.Api.Names;

namespace MiniKube.Client.Serialization;

/// <summary>What the wire calls a model, and how it is read and written.</summary>
#pragma warning disable MA0018, CA1000 // One immutable value per model is the point of a static generic.
public static class ModelType<T>
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    public static GroupVersionKind Kind { get; } = new(Entity.Group ?? "", Entity.ApiVersion, Entity.Kind);

    public static GroupVersionResource Resource { get; } = new(Entity.Group ?? "", Entity.ApiVersion, Entity.PluralName is { Length: > 0 } plural ? plural : PluralOf(Entity.Kind));

    // Kinds that can only be created, the reviews, come without their plural.
#pragma warning disable CA1308 // Resources are lower case.
    private static string PluralOf(string kind) => kind.ToLowerInvariant() + "s";
#pragma warning restore CA1308

    /// <summary>The <c>apiVersion</c> of bodies: <c>apps/v1</c>.</summary>
    public static string ApiVersion { get; } = Kind.GroupVersion.ToString();

    internal static JsonTypeInfo<T> Json { get; } = ModelJson.TypeInfo<T>();

    private static KubernetesEntityAttribute Entity =>
        typeof(T).GetCustomAttribute<KubernetesEntityAttribute>()
        ?? throw new InvalidOperationException($"{typeof(T)} is not a Kubernetes model: it carries no KubernetesEntity attribute");
}
#pragma warning restore MA0018, CA1000
