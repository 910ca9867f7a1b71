using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using MiniKube.Api.Errors;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Aggregation;
using MiniKube.ApiServer.Http;
using MiniKube.ApiServer.Registry;
using MiniKube.Schema.Discovery;
using MiniKube.Schema.Resources;

namespace MiniKube.ApiServer.Discovery;

/// <summary>Tells clients what is served: <c>/api</c>, <c>/apis</c> and what is below them down to a version.</summary>
internal sealed class DiscoveryEndpoint
{
    private readonly ServedApi _api;
    private Known _known;

    public DiscoveryEndpoint(ServedApi api)
    {
        _api = api;
        _known = new Known(api.Catalog, api.Aggregated.Current);
    }

    /// <summary><c>/api</c>, whole or aggregated.</summary>
    public Task AnswerCoreAsync(HttpContext context)
    {
        if (DiscoveryForm.AggregatedVersion(context.Request) is { } version)
        {
            var known = Current();
            var all = known.ByPath.GetOrAdd($"/api {version}", _ => CachedDocument.Make(to => AggregatedDiscovery.WriteCore(known.Versions, known.Resources, version, to), null));
            return DocumentAnswer.SendAsync(context, all, DiscoveryForm.ContentType(version));
        }

        // Which address a client uses depends on the client, so this small one is made each time.
        var document = CachedDocument.Make(to => LegacyDiscovery.WriteCoreVersions(context.Request.Host.Value ?? "", to), null);
        return DocumentAnswer.SendAsync(context, document, Answer.Json);
    }

    /// <summary><c>/apis</c>, whole or aggregated.</summary>
    public Task AnswerGroupsAsync(HttpContext context)
    {
        var known = Current();
        if (DiscoveryForm.AggregatedVersion(context.Request) is { } version)
        {
            var all = known.ByPath.GetOrAdd($"/apis {version}", _ => CachedDocument.Make(to => AggregatedDiscovery.WriteGroups(known.Listed, known.Resources, version, to), null));
            return DocumentAnswer.SendAsync(context, all, DiscoveryForm.ContentType(version));
        }

        var document = known.ByPath.GetOrAdd("/apis", _ => CachedDocument.Make(to => LegacyDiscovery.WriteGroups(known.Listed, to), null));
        return DocumentAnswer.SendAsync(context, document, Answer.Json);
    }

    /// <summary><c>/api/version</c>, <c>/apis/group</c> and <c>/apis/group/version</c>.</summary>
    public Task AnswerBelowAsync(HttpContext context)
    {
        var path = context.Scope.Info!.Path.TrimEnd('/');
        var known = Current();
        if (known.ByPath.TryGetValue(path, out var kept))
        {
            return DocumentAnswer.SendAsync(context, kept, Answer.Json);
        }

        var parts = path.Split('/', StringSplitOptions.None);
        var group = parts is ["", "apis", var named, ..] ? named : "";
        if (!known.HasGroup(group) || parts.Length > 4)
        {
            return Answer.PageNotFoundAsync(context);
        }

        var document = parts switch
        {
            ["", "apis", _] => CachedDocument.Make(to => LegacyDiscovery.TryWriteGroup(known.Versions, group, to), null),
            ["", "apis", _, var version] => Resources(known.Catalog, new GroupVersion(group, version)),
            ["", "api", var version] => Resources(known.Catalog, new GroupVersion("", version)),
            _ => null,
        };

        // The group is served, this version of it is not: a Status, as for its resources.
        _ = document ?? throw StatusErrors.UnknownResource();
        known.ByPath[path] = document;
        return DocumentAnswer.SendAsync(context, document, Answer.Json);
    }

    /// <summary>What is known of what is served now; the documents of an earlier time are forgotten.</summary>
    private Known Current()
    {
        var (known, catalog, registered) = (Volatile.Read(ref _known), _api.Catalog, _api.Aggregated.Current);
        if (known.Catalog != catalog || known.Registered != registered)
        {
            known = new Known(catalog, registered);
            Volatile.Write(ref _known, known);
        }

        return known;
    }

    private static CachedDocument? Resources(ApiCatalog catalog, GroupVersion version)
    {
        var isServed = false;
        var document = CachedDocument.Make(to => isServed = LegacyDiscovery.TryWriteResources(catalog.Resources, version, to), null);
        return isServed ? document : null;
    }

    private sealed record Known(ApiCatalog Catalog, RegisteredApis Registered)
    {
        public ImmutableArray<DiscoveredVersion> Versions { get; } = Registered.VersionsWith(Catalog);

        /// <summary>Those that lists of all groups name.</summary>
        public ImmutableArray<DiscoveredVersion> Listed { get; } = Registered.ListedWith(Catalog);

        /// <summary>Our own, then those of other servers.</summary>
        public ImmutableArray<ResourceDefinition> Resources { get; } = Registered.ResourcesWith(Catalog);

        public ConcurrentDictionary<string, CachedDocument> ByPath { get; } = new(StringComparer.Ordinal);

        public bool HasGroup(string name) => Versions.Any(version => version.Version.Group == name);
    }
}
