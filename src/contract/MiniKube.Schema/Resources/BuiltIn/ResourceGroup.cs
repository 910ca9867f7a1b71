using System.Collections.Immutable;
using MiniKube.Api.Names;
using MiniKube.Schema.Types;

namespace MiniKube.Schema.Resources.BuiltIn;

/// <summary>Makes the definitions of one group and version, so that a definition says only what is special about it.</summary>
internal sealed class ResourceGroup(string group, string version, string package, TypeTable types)
{
    private static readonly GroupVersionKind Scale = new("autoscaling", "v1", "Scale");

    private readonly GroupVersion _version = new(group, version);

    public ResourceDefinition Namespaced(string plural, string kind, params ReadOnlySpan<SubresourceDefinition> subresources) =>
        Make(plural, kind, isNamespaced: true, subresources);

    public ResourceDefinition Cluster(string plural, string kind, params ReadOnlySpan<SubresourceDefinition> subresources) =>
        Make(plural, kind, isNamespaced: false, subresources);

    /// <summary>A question to the server: create only, never stored.</summary>
    public ResourceDefinition Virtual(string plural, string kind, bool isNamespaced = false) =>
        Make(plural, kind, isNamespaced, []) with { Verbs = Verb.Create, IsVirtual = true };

    public SubresourceDefinition Status(string kind) => new("status", _version.WithKind(kind), Verb.GetPatchUpdate);

    public SubresourceDefinition Sub(string name, string kind, ImmutableArray<string> verbs) => new(name, _version.WithKind(kind), verbs);

    public static SubresourceDefinition ScaleOf() => new("scale", Scale, Verb.GetPatchUpdate);

    private ResourceDefinition Make(string plural, string kind, bool isNamespaced, ReadOnlySpan<SubresourceDefinition> subresources) => new()
    {
        Resource = _version.WithResource(plural),
        Kind = _version.WithKind(kind),
        ListKind = $"{kind}List",
        Singular = kind.ToLowerInvariant(),
        IsNamespaced = isNamespaced,
        Verbs = Verb.All,
        Subresources = [.. subresources],
        StorageKind = _version.WithKind(kind),
        Schema = types.Find($"{package}.{kind}") ?? throw new InvalidOperationException($"the type table has no {package}.{kind}"),
    };
}
