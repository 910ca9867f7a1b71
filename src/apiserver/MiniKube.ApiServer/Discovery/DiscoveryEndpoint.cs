using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using MiniKube.Api.Errors;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Http;
using MiniKube.Schema.Discovery;
using MiniKube.Schema.Resources;

namespace MiniKube.ApiServer.Discovery;

/// <summary>Tells clients what is served: <c>/api</c>, <c>/apis</c> and what is below them down to a version.</summary>
internal sealed class DiscoveryEndpoint
{
    private readonly ConcurrentDictionary<string, CachedDocument> _byPath = new(StringComparer.Ordinal);
    private readonly ApiCatalog _catalog;

    public DiscoveryEndpoint(ApiCatalog catalog) => _catalog = catalog;

    /// <summary><c>/api</c>, whole or aggregated.</summary>
    public Task AnswerCoreAsync(HttpContext context)
    {
        if (DiscoveryForm.AggregatedVersion(context.Request) is { } version)
        {
            var all = _byPath.GetOrAdd($"/api {version}", _ => CachedDocument.Make(to => AggregatedDiscovery.WriteCore(_catalog.Resources, version, to), null));
            return DocumentAnswer.SendAsync(context, all, DiscoveryForm.ContentType(version));
        }

        // Which address a client uses depends on the client, so this small one is made each time.
        var document = CachedDocument.Make(to => LegacyDiscovery.WriteCoreVersions(context.Request.Host.Value ?? "", to), null);
        return DocumentAnswer.SendAsync(context, document, Answer.Json);
    }

    /// <summary><c>/apis</c>, whole or aggregated.</summary>
    public Task AnswerGroupsAsync(HttpContext context)
    {
        if (DiscoveryForm.AggregatedVersion(context.Request) is { } version)
        {
            var all = _byPath.GetOrAdd($"/apis {version}", _ => CachedDocument.Make(to => AggregatedDiscovery.WriteGroups(_catalog.Resources, version, to), null));
            return DocumentAnswer.SendAsync(context, all, DiscoveryForm.ContentType(version));
        }

        var document = _byPath.GetOrAdd("/apis", _ => CachedDocument.Make(to => LegacyDiscovery.WriteGroups(_catalog.Resources, to), null));
        return DocumentAnswer.SendAsync(context, document, Answer.Json);
    }

    /// <summary><c>/api/version</c>, <c>/apis/group</c> and <c>/apis/group/version</c>.</summary>
    public Task AnswerBelowAsync(HttpContext context)
    {
        var path = context.Scope.Info!.Path.TrimEnd('/');
        if (_byPath.TryGetValue(path, out var known))
        {
            return DocumentAnswer.SendAsync(context, known, Answer.Json);
        }

        var parts = path.Split('/', StringSplitOptions.None);
        var group = parts is ["", "apis", var named, ..] ? named : "";
        if (!_catalog.Groups.Any(served => served.Name == group) || parts.Length > 4)
        {
            return Answer.PageNotFoundAsync(context);
        }

        var document = parts switch
        {
            ["", "apis", _] => CachedDocument.Make(to => LegacyDiscovery.TryWriteGroup(_catalog.Resources, group, to), null),
            ["", "apis", _, var version] => Resources(new GroupVersion(group, version)),
            ["", "api", var version] => Resources(new GroupVersion("", version)),
            _ => null,
        };

        // The group is served, this version of it is not: a Status, as for its resources.
        _ = document ?? throw StatusErrors.UnknownResource();
        _byPath[path] = document;
        return DocumentAnswer.SendAsync(context, document, Answer.Json);
    }

    private CachedDocument? Resources(GroupVersion version)
    {
        var isServed = false;
        var document = CachedDocument.Make(to => isServed = LegacyDiscovery.TryWriteResources(_catalog.Resources, version, to), null);
        return isServed ? document : null;
    }
}
