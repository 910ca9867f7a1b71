using System.Collections.Immutable;

namespace MiniKube.Kubelet.Serving.Access;

/// <summary>What a request is, as a right on the Node object (KEP-2862 for the finer ones).</summary>
internal static class NodeAttributes
{
    private static readonly (string Path, ImmutableArray<string> Subresources)[] Paths =
    [
        ("/stats", ["stats"]),
        ("/metrics", ["metrics"]),
        ("/logs", ["log"]),
        ("/checkpoint", ["checkpoint"]),
        ("/pods", ["pods", "proxy"]),
        ("/runningpods", ["pods", "proxy"]),
        ("/healthz", ["healthz", "proxy"]),
        ("/configz", ["configz", "proxy"]),
    ];

    /// <summary>The subresources of <c>nodes</c> of which one must be allowed.</summary>
    public static ImmutableArray<string> SubresourcesOf(string path) => Array.Find(Paths, each => IsBelow(path, each.Path)).Subresources switch
    {
        { IsDefault: false } found => found,
        _ => ["proxy"],
    };

    public static string VerbOf(string method) => method switch
    {
        "POST" => "create",
        "GET" or "HEAD" => "get",
        "PUT" => "update",
        "PATCH" => "patch",
        "DELETE" => "delete",
        _ => "",
    };

    private static bool IsBelow(string path, string root) =>
        path.StartsWith(root, StringComparison.OrdinalIgnoreCase) && (path.Length == root.Length || path[root.Length] == '/');
}
