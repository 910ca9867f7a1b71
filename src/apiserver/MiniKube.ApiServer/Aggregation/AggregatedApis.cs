using System.Collections.Immutable;
using MiniKube.Api.Names;
using MiniKube.Schema.Discovery;
using MiniKube.Schema.Resources;

namespace MiniKube.ApiServer.Aggregation;

/// <summary>Which groups and versions other servers answer for, what they say that they serve, and in which order all groups stand. Written by the host of the APIServices alone.</summary>
internal sealed class AggregatedApis
{
    private readonly Lock _gate = new();
    private RegisteredApis _current = RegisteredApis.None;

    /// <summary>Another one whenever discovery has something else to tell.</summary>
    public RegisteredApis Current => Volatile.Read(ref _current);

    public ExtensionServer? Find(GroupVersion version) => Current.Remote.GetValueOrDefault(version)?.Server;

    /// <summary>The server that answers at a path below <c>/apis/group/version</c>.</summary>
    public ExtensionServer? Find(string path)
    {
        if (Current.Remote.IsEmpty || !path.StartsWith("/apis/", StringComparison.Ordinal))
        {
            return null;
        }

        return path.Split('/', 5) is ["", _, var group, var version, ..] ? Find(new GroupVersion(group, version)) : null;
    }

    /// <summary>This server answers for the version itself.</summary>
    public void SetLocal(GroupVersion version, VersionPriority priority)
    {
        lock (_gate)
        {
            Replace(_current.Remote.Remove(version), _current.Priorities.SetItem(version, priority));
        }
    }

    /// <summary>Another server answers for its version from now on. What is known of the version stays until it is asked.</summary>
    public void SetRemote(ExtensionServer server, VersionPriority priority)
    {
        lock (_gate)
        {
            var known = _current.Remote.GetValueOrDefault(server.Version);
            var version = new AggregatedVersion(server, known?.Resources ?? [], known?.IsStale ?? true);
            Replace(_current.Remote.SetItem(server.Version, version), _current.Priorities.SetItem(server.Version, priority));
        }
    }

    /// <summary>What came of asking a server; of no account when another one has taken its place.</summary>
    /// <param name="server">Who was asked.</param>
    /// <param name="resources">What it serves; null when it could not be reached.</param>
    public void Tell(ExtensionServer server, ImmutableArray<ResourceDefinition>? resources)
    {
        lock (_gate)
        {
            if (_current.Remote.GetValueOrDefault(server.Version) is not { } known || known.Server != server)
            {
                return;
            }

            server.IsAvailable = resources is not null;
            var told = known with { Resources = resources ?? known.Resources, IsStale = resources is null };
            if (!told.TellsTheSameAs(known))
            {
                Replace(_current.Remote.SetItem(server.Version, told), _current.Priorities);
            }
        }
    }

    public void Remove(GroupVersion version)
    {
        lock (_gate)
        {
            Replace(_current.Remote.Remove(version), _current.Priorities.Remove(version));
        }
    }

    private void Replace(ImmutableDictionary<GroupVersion, AggregatedVersion> remote, ImmutableDictionary<GroupVersion, VersionPriority> priorities)
    {
        if (remote != _current.Remote || priorities != _current.Priorities)
        {
            Volatile.Write(ref _current, new RegisteredApis(remote, priorities));
        }
    }
}
