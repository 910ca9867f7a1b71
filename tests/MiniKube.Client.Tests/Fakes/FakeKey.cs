using MiniKube.Api.Names;

namespace MiniKube.Client.Tests.Fakes;

/// <summary>Where an object lives.</summary>
public readonly record struct FakeKey(GroupVersionResource Resource, string Namespace, string Name)
{
    public static FakeKey Of(GroupVersionResource resource, string? @namespace, string? name) => new(resource, @namespace ?? "", name ?? "");
}
