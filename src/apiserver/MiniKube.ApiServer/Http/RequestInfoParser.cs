using Microsoft.AspNetCore.Http;

namespace MiniKube.ApiServer.Http;

/// <summary>Reads <see cref="RequestInfo"/> from a request, by upstream's rules.</summary>
internal static class RequestInfoParser
{
    /// <exception cref="Api.Errors.ApiException">400: the path ends after <c>/watch</c> or <c>/proxy</c>.</exception>
    public static RequestInfo Parse(HttpRequest request)
    {
        var query = request.Query;
        return Parse(request.Method, Decode(request.Path.Value ?? "/"), name => query.TryGetValue(name, out var values) ? values[0] : null);
    }

    /// <param name="method">The HTTP method, in upper case.</param>
    /// <param name="path">The decoded path.</param>
    /// <param name="query">Gives the first value of a query parameter, or null when it is absent.</param>
    public static RequestInfo Parse(string method, string path, Func<string, string?> query)
    {
        var parts = path.AsSpan().Trim('/').Length == 0 ? [] : path.Trim('/').Split('/');
        var isGrouped = parts is ["apis", ..];
        if (parts.Length < 3 || (!isGrouped && parts[0] != "api") || (isGrouped && parts.Length < 4))
        {
            return new RequestInfo { Path = path, Verb = LowerMethod(method) };
        }

        var group = isGrouped ? parts[1] : "";
        var version = parts[isGrouped ? 2 : 1];
        var rest = parts.AsSpan(isGrouped ? 3 : 2);
        var verb = VerbOf(method);
        var hasVerbPrefix = rest[0] is "watch" or "proxy";
        if (hasVerbPrefix)
        {
            verb = rest.Length > 1
                ? rest[0]
                : throw Api.Errors.StatusErrors.BadRequest($"unable to determine kind and namespace from url, {path}");
            rest = rest[1..];
        }

        var (ns, target) = SplitNamespace(rest);
        var hasSubresource = target.Length >= 3 && !(hasVerbPrefix && verb == "proxy");
        var info = new RequestInfo
        {
            Path = path,
            Verb = verb,
            IsResourceRequest = true,
            Prefix = parts[0],
            Group = group,
            Version = version,
            Namespace = ns,
            Resource = target[0],
            Name = target.Length >= 2 ? target[1] : "",
            PathName = target.Length >= 2 ? target[1] : "",
            Subresource = hasSubresource ? target[2] : "",
            Rest = target.Length > 3 ? string.Join('/', target[3..]!) : "",
            HasWatchPrefix = hasVerbPrefix && verb == "watch",
        };
        return info.Name.Length == 0 ? AsCollection(info, query) : info;
    }

    /// <summary>Kestrel leaves <c>%2F</c> alone; upstream takes it for a slash.</summary>
    public static string Decode(string path) =>
        path.Contains("%2F", StringComparison.OrdinalIgnoreCase) ? path.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase) : path;

    private static RequestInfo AsCollection(RequestInfo info, Func<string, string?> query)
    {
        var fieldSelector = query("fieldSelector") ?? "";
        var verb = info.Verb switch
        {
            "get" => IsTrue(query("watch")) ? "watch" : "list",
            "delete" => "deletecollection",
            var other => other,
        };
        return verb is "list" or "watch" or "deletecollection"
            ? info with { Verb = verb, FieldSelector = fieldSelector, LabelSelector = query("labelSelector") ?? "", Name = SelectedName(fieldSelector) }
            : info with { Verb = verb };
    }

    /// <summary>The namespace, and the path from the resource on. A namespace's own subresources belong to the namespace object.</summary>
    private static (string Namespace, string[] Target) SplitNamespace(ReadOnlySpan<string> rest)
    {
        if (rest[0] != "namespaces" || rest.Length < 2)
        {
            return ("", rest.ToArray());
        }

        var isWithin = rest.Length > 2 && rest[2] is not ("status" or "finalize");
        return (rest[1], rest[(isWithin ? 2 : 0)..].ToArray());
    }

    /// <summary>The name that a <c>metadata.name=x</c> requirement asks for, so that a rule for one name can allow the watch of one object.</summary>
    private static string SelectedName(string fieldSelector)
    {
        foreach (var range in fieldSelector.AsSpan().Split(','))
        {
            var requirement = fieldSelector.AsSpan(range);
            if (requirement.StartsWith("metadata.name="))
            {
                var name = requirement["metadata.name=".Length..].TrimStart('=');
                return name.ContainsAny("/%") || name is "." or ".." ? "" : name.ToString();
            }
        }

        return "";
    }

    /// <summary>A flag that is there with anything but <c>0</c> and <c>false</c> is set, as upstream reads it.</summary>
    private static bool IsTrue(string? value) =>
        value is not (null or "0") && !value.Equals("false", StringComparison.OrdinalIgnoreCase);

    private static string VerbOf(string method) => method switch
    {
        "POST" => "create",
        "GET" or "HEAD" => "get",
        "PUT" => "update",
        "PATCH" => "patch",
        "DELETE" => "delete",
        _ => "",
    };

    private static string LowerMethod(string method) => method switch
    {
        "GET" => "get",
        "POST" => "post",
        "HEAD" => "head",
        "PUT" => "put",
        "PATCH" => "patch",
        "DELETE" => "delete",
        "OPTIONS" => "options",
        _ => method.ToLowerInvariant(),
    };
}
