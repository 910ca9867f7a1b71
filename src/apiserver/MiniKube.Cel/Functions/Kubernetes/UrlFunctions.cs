using MiniKube.Cel.Costs;
using MiniKube.Cel.Types;
using MiniKube.Cel.Values;

namespace MiniKube.Cel.Functions.Kubernetes;

/// <summary>Kubernetes' functions of URLs.</summary>
internal static class UrlFunctions
{
    private static readonly CelType Url = UrlValue.CelType;

    public static IEnumerable<Overload> All =>
    [
        Overload.Of("url", [CelType.String], Url, static args => UrlValue.TryParse(args[0].AsString, out var url)
            ? url : CelValue.Error($"URL parse error during conversion from string: {Complaint(args[0].AsString)}"), CostModel.Walk(0)),
        Overload.Of("isURL", [CelType.String], CelType.Bool, static args => UrlValue.TryParse(args[0].AsString, out _), CostModel.Walk(0)),
        Part("getScheme", static url => url.Scheme),
        Part("getHost", static url => url.Host),
        Part("getHostname", static url => url.HostName),
        Part("getPort", static url => url.Port),
        Part("getEscapedPath", static url => url.Path),
        Overload.Method(
            "getQuery", [Url], CelType.MapOf(CelType.String, CelType.ListOf(CelType.String)), static args => Query(((UrlValue)args[0].AsOpaque).Query)),
    ];

    /// <summary>What is wrong with a text that is no URL.</summary>
    public static string Complaint(string text) => $"parse \"{text}\": {(text.Length == 0 ? "empty url" : "invalid URI for request")}";

    private static Overload Part(string name, Func<UrlValue, string> part) =>
        Overload.Method(name, [Url], CelType.String, args => part((UrlValue)args[0].AsOpaque));

    private static DictionaryMap Query(string query)
    {
        var values = new Dictionary<string, List<CelValue>>(StringComparer.Ordinal);
        foreach (var pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            var key = Decoded(equals < 0 ? pair : pair[..equals]);
            if (!values.TryGetValue(key, out var list))
            {
                values[key] = list = [];
            }

            list.Add(Decoded(equals < 0 ? "" : pair[(equals + 1)..]));
        }

        return new DictionaryMap(values.ToDictionary(entry => (CelValue)entry.Key, entry => (CelValue)new ArrayList(entry.Value), CelEquality.Instance));
    }

    private static string Decoded(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
