using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using MiniKube.ApiServer.Authentication;
using MiniKube.ApiServer.Discovery;
using MiniKube.ApiServer.FlowControl;
using MiniKube.ApiServer.Health;
using MiniKube.ApiServer.Metrics;
using MiniKube.ApiServer.OpenApi;
using MiniKube.ApiServer.Registry;
using MiniKube.Schema.Discovery;

namespace MiniKube.ApiServer.Http;

/// <summary>What is served beside resources.</summary>
internal static class NonResourcePaths
{
    public static PathRoutes Make(
        ServedApi api, OpenApiEndpoint openApi, HealthChecks health, MetricsEndpoint metrics, ServiceAccountTokens tokens, FlowController? flow, ILoggerFactory logging)
    {
        var exact = new Dictionary<string, RequestDelegate>(StringComparer.Ordinal);
        var prefixes = new Dictionary<string, RequestDelegate>(StringComparer.Ordinal);
        AddHealth(exact, prefixes, health, logging);
        var discovery = new DiscoveryEndpoint(api);
        exact["/api"] = exact["/api/"] = discovery.AnswerCoreAsync;
        exact["/apis"] = exact["/apis/"] = discovery.AnswerGroupsAsync;
        prefixes["/api/"] = prefixes["/apis/"] = discovery.AnswerBelowAsync;
        exact["/openapi/v2"] = openApi.AnswerV2Async;
        exact["/openapi/v3"] = exact["/openapi/v3/"] = openApi.AnswerIndexAsync;
        prefixes["/openapi/v3/"] = openApi.AnswerVersionAsync;
        var version = ServerVersion.Write();
        exact["/version"] = exact["/version/"] = context => Answer.BytesAsync(context, StatusCodes.Status200OK, Answer.Json, version);
        exact["/metrics"] = metrics.AnswerAsync;
        var issuer = IssuerDocument.Write(tokens.Issuer);
        exact["/.well-known/openid-configuration"] = context => Answer.BytesAsync(context, StatusCodes.Status200OK, Answer.Json, issuer);
        exact["/openid/v1/jwks"] = context => Answer.BytesAsync(context, StatusCodes.Status200OK, "application/jwk-set+json", tokens.Keys);
        foreach (var (path, answer) in flow is null ? [] : new FlowDumpEndpoint(flow).Paths)
        {
            exact[path] = answer;
        }

        return new PathRoutes(exact, prefixes, () => GroupPaths(api.Aggregated.Current.VersionsWith(api.Catalog)));
    }

    private static IEnumerable<string> GroupPaths(IEnumerable<DiscoveredVersion> served) => served
        .SelectMany<DiscoveredVersion, string>(each => each.Version.Group.Length == 0
            ? [$"/api/{each.Version.Version}"]
            : [$"/apis/{each.Version.Group}", $"/apis/{each.Version}"])
        .Distinct();

    private static void AddHealth(
        Dictionary<string, RequestDelegate> exact, Dictionary<string, RequestDelegate> prefixes, HealthChecks health, ILoggerFactory logging)
    {
        foreach (var name in new[] { "healthz", "livez", "readyz" })
        {
            var endpoint = new HealthEndpoint(name, health, isForLiveness: name == "livez", logging.CreateLogger<HealthEndpoint>());
            exact[$"/{name}"] = endpoint.AnswerAsync;
            prefixes[$"/{name}/"] = endpoint.AnswerOneAsync;
        }
    }
}
