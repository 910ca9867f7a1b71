namespace MiniKube.ApiServer.Http;

/// <summary>What a request asks for, read once from its method, path and query.</summary>
public sealed record RequestInfo
{
    /// <summary>The path as sent, percent-decoded, encoded slashes too.</summary>
    public required string Path { get; init; }

    /// <summary>
    /// get, list, watch, create, update, patch, delete, deletecollection or proxy for resources (empty for another method); the lower-case
    /// method for other paths.
    /// </summary>
    public required string Verb { get; init; }

    /// <summary>True for paths below <c>/api/v1/</c> and <c>/apis/group/version/</c>.</summary>
    public bool IsResourceRequest { get; init; }

    /// <summary><c>api</c> or <c>apis</c> for resources.</summary>
    public string Prefix { get; init; } = "";

    public string Group { get; init; } = "";

    public string Version { get; init; } = "";

    /// <summary>Empty for cluster-scoped resources and for collections over all namespaces. For a Namespace, its own name, as upstream.</summary>
    public string Namespace { get; init; } = "";

    public string Resource { get; init; } = "";

    public string Subresource { get; init; } = "";

    /// <summary>
    /// The object's name; empty for collections. A list or watch with a <c>metadata.name=x</c> field selector has the name too: look at
    /// <see cref="PathName"/> to tell.
    /// </summary>
    public string Name { get; init; } = "";

    /// <summary>The object's name as the path has it; empty for collections.</summary>
    public string PathName { get; init; } = "";

    /// <summary>What follows the subresource (<c>proxy/metrics/cadvisor</c>), without its leading slash.</summary>
    public string Rest { get; init; } = "";

    /// <summary>True for the old form <c>/api/v1/watch/…</c>.</summary>
    public bool HasWatchPrefix { get; init; }

    /// <summary>The query parameter as sent; empty unless the request is for a collection.</summary>
    public string FieldSelector { get; init; } = "";

    /// <summary>The query parameter as sent; empty unless the request is for a collection.</summary>
    public string LabelSelector { get; init; } = "";

    public Api.Names.GroupVersion GroupVersion => new(Group, Version);

    public Api.Names.GroupVersionResource GroupVersionResource => new(Group, Version, Resource);

    public Api.Names.GroupResource GroupResource => new(Group, Resource);

    /// <summary>Watches, proxied streams and followed logs: they may last, so no deadline and no in-flight seat is theirs.</summary>
    public bool IsLongRunning =>
        Verb is "watch" or "proxy" || (IsResourceRequest && Subresource is "attach" or "exec" or "proxy" or "log" or "portforward");
}
