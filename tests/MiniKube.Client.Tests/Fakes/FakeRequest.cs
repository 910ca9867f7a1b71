using MiniKube.Api.Names;

namespace MiniKube.Client.Tests.Fakes;

/// <summary>What a path and query ask for.</summary>
public sealed record FakeRequest(FakeKey Key, string Subresource, IReadOnlyDictionary<string, string> Query)
{
    public bool IsWatch => Query.ContainsKey("watch");

    /// <summary>Null when the path names no collection or object.</summary>
    public static FakeRequest? Parse(Uri uri)
    {
        var parts = uri.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString).ToList();
        var prefix = parts is ["api", ..] ? 2 : 3;
        if (parts.Count <= prefix)
        {
            return null;
        }

        var group = prefix == 2 ? "" : parts[1];
        var version = parts[prefix - 1];
        var rest = parts[prefix..];
        var ns = "";
        if (rest is ["namespaces", _, _, ..] && rest[2] is not ("finalize" or "status"))
        {
            ns = rest[1];
            rest = rest[2..];
        }

        var query = uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('=', 2))
            .ToDictionary(pair => pair[0], pair => Uri.UnescapeDataString(pair[1]));
        var key = new FakeKey(new GroupVersionResource(group, version, rest[0]), ns, rest.Count > 1 ? rest[1] : "");
        return new FakeRequest(key, rest.Count > 2 ? rest[2] : "", query);
    }
}
