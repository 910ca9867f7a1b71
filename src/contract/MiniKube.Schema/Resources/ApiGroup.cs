using System.Collections.Immutable;
using MiniKube.Api.Names;

namespace MiniKube.Schema.Resources;

/// <summary>A group of the API with its versions, the preferred one first. The core group has the empty name.</summary>
public sealed record ApiGroup(string Name, ImmutableArray<string> Versions)
{
    public GroupVersion PreferredVersion => new(Name, Versions[0]);
}
