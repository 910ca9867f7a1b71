using MiniKube.ApiServer.Http;

namespace MiniKube.ApiServer.Metrics;

/// <summary>The labels of a request.</summary>
internal readonly record struct RequestSeries(
    string Verb, string Group, string Version, string Resource, string Subresource, string Scope, int Code)
{
    public string[] RequestLabels => [Verb, "", Group, Version, Resource, Subresource, Scope, "apiserver", Code.ToString()];

    public string[] DurationLabels => [Verb, "", Group, Version, Resource, Subresource, Scope, "apiserver"];

    public string[] LongRunningLabels => [Verb, Group, Version, Resource, Subresource, Scope, "apiserver"];

    public static RequestSeries Of(RequestInfo info, int code) => info.IsResourceRequest
        ? new(VerbOf(info), info.Group, info.Version, info.Resource, info.Subresource, ScopeOf(info), code)
        : new(VerbOf(info), "", "", "", PathOf(info.Path), "", code);

    public static RequestSeries Unknown(int code) => new("OTHER", "", "", "", "", "", code);

    private static string VerbOf(RequestInfo info) => info switch
    {
        { Subresource: "exec" or "attach" or "portforward" or "proxy" } => "CONNECT",
        { Verb: "create" } => "POST",
        { Verb: "update" } => "PUT",
        { Verb: "list" } => "LIST",
        { Verb: "watch" } => "WATCH",
        { Verb: "patch" } => "PATCH",
        { Verb: "delete" } => "DELETE",
        { Verb: "deletecollection" } => "DELETECOLLECTION",
        { Verb: "get" } => "GET",
        _ => "OTHER",
    };

    private static string ScopeOf(RequestInfo info) => info switch
    {
        { PathName.Length: > 0 } => "resource",
        { Namespace.Length: > 0 } => "namespace",
        _ => "cluster",
    };

    /// <summary>The first part is enough to tell them apart and is bounded.</summary>
    private static string PathOf(string path)
    {
        var end = path.IndexOf('/', 1);
        return end < 0 ? path : path[..end];
    }
}
