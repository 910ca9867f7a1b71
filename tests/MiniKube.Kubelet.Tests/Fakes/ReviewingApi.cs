using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using MiniKube.Client.Api;

namespace MiniKube.Kubelet.Tests.Fakes;

/// <summary>An API server that knows one token and a few rights, and remembers what it was asked.</summary>
internal sealed class ReviewingApi : HttpMessageHandler
{
    private readonly ConcurrentQueue<string> _rights = new();
    private int _tokens;

    public ReviewingApi() => Client = ApiClientFactory.FromHandler(this, new Uri("https://api"), "kubelet", TimeProvider.System);

    public IApiClient Client { get; }

    public bool IsDown { get; set; }

    public int TokensAsked => _tokens;

    /// <summary>Verb, resource, node and user.</summary>
    public IReadOnlyCollection<string> RightsAsked => _rights;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (IsDown)
        {
            throw new HttpRequestException("down");
        }

        var review = JsonNode.Parse(await request.Content!.ReadAsByteArrayAsync(cancellationToken))!.AsObject();
        var spec = review["spec"]!;
        review["status"] = request.RequestUri!.AbsolutePath switch
        {
            "/apis/authentication.k8s.io/v1/tokenreviews" => Identify(spec["token"]!.GetValue<string>()),
            "/apis/authorization.k8s.io/v1/subjectaccessreviews" => new JsonObject { ["allowed"] = IsAllowed(spec) },
            var other => throw new HttpRequestException($"nothing is at {other}"),
        };
        return new HttpResponseMessage(HttpStatusCode.Created) { Content = new StringContent(review.ToJsonString(), Encoding.UTF8, "application/json") };
    }

    private JsonObject Identify(string token)
    {
        Interlocked.Increment(ref _tokens);
        return token == "good"
            ? new JsonObject { ["authenticated"] = true, ["user"] = new JsonObject { ["username"] = "prometheus", ["groups"] = new JsonArray("system:authenticated") } }
            : new JsonObject { ["authenticated"] = false };
    }

    private bool IsAllowed(JsonNode spec)
    {
        var what = spec["resourceAttributes"]!;
        var (user, subresource) = (spec["user"]!.GetValue<string>(), what["subresource"]!.GetValue<string>());
        _rights.Enqueue($"{what["verb"]} {what["resource"]}/{subresource} of {what["name"]} for {user}");
        var isMaster = spec["groups"]!.AsArray().Any(group => group!.GetValue<string>() == "system:masters");
        return isMaster || (user, subresource) is ("reader", "pods") or ("prometheus", "metrics") or ("kube-apiserver-kubelet-client", "proxy");
    }
}
