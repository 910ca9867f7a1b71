using System.Collections.Immutable;
using MiniKube.Api.Names;
using MiniKube.Schema.Resources;

namespace MiniKube.ApiServer.Aggregation;

/// <summary>Which groups and versions other servers answer for, and what they say that they serve. Written by the host of the APIServices alone.</summary>
internal sealed class AggregatedApis
{
    private ImmutableDictionary<GroupVersion, Entry> _entries = ImmutableDictionary<GroupVersion, Entry>.Empty;
    private ImmutableArray<ResourceDefinition>[] _resources = [[]];

    /// <summary>In the order of their priorities. Another array when anything of it has changed.</summary>
    public ImmutableArray<ResourceDefinition> Resources => Volatile.Read(ref _resources)[0];

    public ExtensionServer? Find(GroupVersion version) => Volatile.Read(ref _entries).GetValueOrDefault(version)?.Server;

    /// <summary>The server that answers at a path below <c>/apis/group/version</c>.</summary>
    public ExtensionServer? Find(string path)
    {
        if (Volatile.Read(ref _entries).IsEmpty || !path.StartsWith("/apis/", StringComparison.Ordinal))
        {
            return null;
        }

        return path.Split('/', 5) is ["", _, var group, var version, ..] ? Find(new GroupVersion(group, version)) : null;
    }

    /// <summary>Some server is reached by the Service with this name.</summary>
    public bool IsBehind(NamespacedName service) => Volatile.Read(ref _entries).Values.Any(entry => entry.Server.Address.Service == service);

    /// <param name="server">Answers from now on.</param>
    /// <param name="resources">What it serves; null for what is known of it already.</param>
    public void Set(ExtensionServer server, ImmutableArray<ResourceDefinition>? resources)
    {
        var known = _entries.GetValueOrDefault(server.Version);
        var entry = new Entry(server, resources ?? known?.Resources ?? []);
        Exchange(_entries.SetItem(server.Version, entry), known is null || !Same(known.Resources, entry.Resources));
    }

    public void Remove(GroupVersion version) => Exchange(_entries.Remove(version), isChanged: true);

    private void Exchange(ImmutableDictionary<GroupVersion, Entry> entries, bool isChanged)
    {
        Volatile.Write(ref _entries, entries);
        if (isChanged)
        {
            ImmutableArray<ResourceDefinition> all = [.. entries.Values
                .OrderByDescending(entry => entry.Server.Priority.Group)
                .ThenBy(entry => entry.Server.Version.Group, StringComparer.Ordinal)
                .ThenByDescending(entry => entry.Server.Priority.Version)
                .ThenBy(entry => entry.Server.Version.Version, StringComparer.Ordinal)
                .SelectMany(entry => entry.Resources)];
            Volatile.Write(ref _resources, [all]);
        }
    }

    private static bool Same(ImmutableArray<ResourceDefinition> before, ImmutableArray<ResourceDefinition> after) =>
        before.Length == after.Length && before.Zip(after).All(pair => IsSame(pair.First, pair.Second));

    private static bool IsSame(ResourceDefinition one, ResourceDefinition other) =>
        one.Resource == other.Resource && one.Kind == other.Kind && one.IsNamespaced == other.IsNamespaced && one.Singular == other.Singular
        && one.Verbs.SequenceEqual(other.Verbs) && one.ShortNames.SequenceEqual(other.ShortNames) && one.Categories.SequenceEqual(other.Categories)
        && one.Subresources.Select(each => each.Name).SequenceEqual(other.Subresources.Select(each => each.Name));

    private sealed record Entry(ExtensionServer Server, ImmutableArray<ResourceDefinition> Resources);
}
