using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using MiniKube.Api.Errors;

namespace MiniKube.ApiServer.Http;

/// <summary>The answers at paths that are not resources. Reading only: every other method is refused.</summary>
internal sealed class PathRoutes
{
    private readonly FrozenDictionary<string, RequestDelegate> _exact;
    private readonly string[] _paths;
    private readonly Func<IEnumerable<string>> _listed;
    private readonly (string Prefix, RequestDelegate Answer)[] _prefixes;

    /// <param name="exact">By path.</param>
    /// <param name="prefixes">By the beginning of the path, ending with a slash; the longest wins.</param>
    /// <param name="listed">Paths below a prefix that <c>/</c> shall list too.</param>
    public PathRoutes(IReadOnlyDictionary<string, RequestDelegate> exact, IReadOnlyDictionary<string, RequestDelegate> prefixes, Func<IEnumerable<string>> listed)
    {
        _paths = [.. exact.Keys.Where(path => !path.EndsWith('/'))];
        _listed = listed;
        var all = new Dictionary<string, RequestDelegate>(exact, StringComparer.Ordinal);
        all["/"] = ListPathsAsync;
        _exact = all.ToFrozenDictionary(StringComparer.Ordinal);
        _prefixes = [.. prefixes.OrderByDescending(route => route.Key.Length).Select(route => (route.Key, route.Value))];
    }

    /// <summary>What <c>/</c> lists.</summary>
    public IReadOnlyList<string> Paths => [.. _paths.Concat(_listed()).Order(StringComparer.Ordinal)];

    public Task AnswerAsync(HttpContext context, RequestScope scope)
    {
        if (Find(scope.Info!.Path) is not { } answer)
        {
            return Answer.PageNotFoundAsync(context);
        }

        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            context.Response.Headers.Allow = "GET, HEAD";
            throw StatusErrors.MethodNotAllowed();
        }

        scope.IsServed = true;
        return answer(context);
    }

    private RequestDelegate? Find(string path)
    {
        if (_exact.TryGetValue(path, out var exact))
        {
            return exact;
        }

        foreach (var (prefix, answer) in _prefixes)
        {
            if (path.StartsWith(prefix, StringComparison.Ordinal))
            {
                return answer;
            }
        }

        return null;
    }

    private Task ListPathsAsync(HttpContext context) =>
        Answer.BytesAsync(context, StatusCodes.Status200OK, Answer.Json, PathList.Write(Paths));
}
