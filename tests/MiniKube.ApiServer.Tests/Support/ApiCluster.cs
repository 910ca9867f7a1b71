using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using MiniKube.Api.Determinism;
using MiniKube.ApiServer.Authentication;
using MiniKube.Store;

namespace MiniKube.ApiServer.Tests.Support;

/// <summary>A whole API server in this process over a store in memory, with a clock that the test moves.</summary>
internal sealed class ApiCluster : IAsyncDisposable
{
    private ApiCluster(ApiServerHost host, EmbeddedStore store, FakeTimeProvider time, HttpClient http)
    {
        Host = host;
        Store = store;
        Time = time;
        Http = http;
    }

    public ApiServerHost Host { get; }

    public EmbeddedStore Store { get; }

    public FakeTimeProvider Time { get; }

    public HttpClient Http { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <param name="configure">Changes the options.</param>
    public static async Task<ApiCluster> StartAsync(Func<ApiServerOptions, ApiServerOptions>? configure = null)
    {
        var cluster = await StartUnpreparedAsync(configure);
        await cluster.CreateAsync("/api/v1/namespaces/default/serviceaccounts", """{"metadata":{"name":"default"}}""");
        return cluster;
    }

    /// <summary>Without the account that a controller would have made.</summary>
    public static async Task<ApiCluster> StartUnpreparedAsync(Func<ApiServerOptions, ApiServerOptions>? configure = null)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 5, 4, 3, 2, 1, TimeSpan.Zero));
        var store = await EmbeddedStore.OpenAsync(new StoreOptions(), NullLoggerFactory.Instance, TimeProvider.System, Token);
        var random = new SeededRandomSource(7);
        var services = new ApiServerServices(time, random, new RandomUidSource(random), NullLoggerFactory.Instance);
        var options = new ApiServerOptions { Serve = false };
        var host = await ApiServerHost.StartAsync(configure?.Invoke(options) ?? options, store, services, Token);
        var http = new HttpClient(host.CreateInProcessHandler(UserInfo.Authenticated("tester", UserInfo.MastersGroup)))
        {
            BaseAddress = new Uri("https://in-process"),
            Timeout = Timeout.InfiniteTimeSpan,
        };
        return new ApiCluster(host, store, time, http);
    }

    public Task<ApiAnswer> GetAsync(string path, string accept = "application/json") => SendAsync("GET", path, accept: accept);

    public Task<ApiAnswer> PostAsync(string path, string body, string contentType = "application/json") => SendAsync("POST", path, body, contentType);

    public Task<ApiAnswer> PutAsync(string path, string body) => SendAsync("PUT", path, body, "application/json");

    public Task<ApiAnswer> PutAsync(string path, JsonObject body) => PutAsync(path, body.ToJsonString());

    public Task<ApiAnswer> DeleteAsync(string path, string? body = null) => SendAsync("DELETE", path, body, "application/json");

    public Task<ApiAnswer> MergeAsync(string path, string body) => SendAsync("PATCH", path, body, "application/merge-patch+json");

    /// <summary>Posts, and takes nothing but success.</summary>
    public async Task<JsonObject> CreateAsync(string path, string body)
    {
        var answer = await PostAsync(path, body);
        answer.Code.Should().Be(201, "{0}", answer.Text);
        return answer.Json;
    }

    public async Task<ApiAnswer> SendAsync(
        string method, string path, string? body = null, string contentType = "application/json", string accept = "application/json")
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8);
            request.Content.Headers.Remove("Content-Type");
            request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        using var response = await Http.SendAsync(request, Token);
        var text = await response.Content.ReadAsStringAsync(Token);
        var warnings = response.Headers.TryGetValues("Warning", out var found) ? found.ToArray() : [];
        return new ApiAnswer((int)response.StatusCode, text, warnings)
        {
            Headers = response.Headers.Concat(response.Content.Headers)
                .ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase),
        };
    }

    /// <summary>Opens a watch; the headers are there when this returns.</summary>
    public async Task<ApiWatch> WatchAsync(string path)
    {
        var separator = path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        var response = await Http.GetAsync($"{path}{separator}watch=true", HttpCompletionOption.ResponseHeadersRead, Token);
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        return new ApiWatch(response, await response.Content.ReadAsStreamAsync(Token));
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Host.DisposeAsync();
        await Store.DisposeAsync();
    }
}
