using MiniKube.Schema.ManagedFields;

namespace MiniKube.Schema.Tests.ManagedFields;

/// <summary>A kind that is served in one version.</summary>
internal sealed class NoOtherVersions : IObjectVersions
{
    public ObjectVersion? Find(string apiVersion) => null;
}
