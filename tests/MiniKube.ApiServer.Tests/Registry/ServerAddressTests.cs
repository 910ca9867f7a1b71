using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using MiniKube.Api.Determinism;
using MiniKube.ApiServer.Authentication;
using MiniKube.ApiServer.Tests.Support;
using MiniKube.RealParts;
using MiniKube.Store;

namespace MiniKube.ApiServer.Tests.Registry;

/// <summary>The <c>kubernetes</c> Service leads to the servers that share a store and are there.</summary>
public sealed class ServerAddressTests : IAsyncLifetime
{
    private const string Endpoints = "/api/v1/namespaces/default/endpoints/kubernetes";
    private const string Slice = "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices/kubernetes";

    private readonly List<ApiServerHost> _servers = [];
    private EmbeddedStore _store = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        _store = await EmbeddedStore.OpenAsync(new StoreOptions(), NullLoggerFactory.Instance, TimeProvider.System, Token);

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }

        await _store.DisposeAsync();
    }

    [Fact(Timeout = 120_000)]
    public async Task Of_three_servers_one_that_stops_and_one_that_is_killed_are_led_to_no_more()
    {
        var killed = new CutLeases(_store.Leases);
        var first = await StartAsync("10.0.0.1", _store.Leases);
        var stopped = await StartAsync("10.0.0.2", _store.Leases);
        await StartAsync("10.0.0.3", killed);
        await UntilAsync(first, "10.0.0.1", "10.0.0.2", "10.0.0.3");

        await stopped.StopAsync(Token);
        await UntilAsync(first, "10.0.0.1", "10.0.0.3");
        killed.Cut();
        await UntilAsync(first, "10.0.0.1");
    }

    [Fact(Timeout = 120_000)]
    public async Task What_the_last_server_leaves_behind_is_taken_over_by_the_next()
    {
        var last = await StartAsync("10.0.0.1", _store.Leases);
        await last.StopAsync(Token);

        var next = await StartAsync("10.0.0.2", _store.Leases);

        await UntilAsync(next, "10.0.0.2");
    }

    [Fact(Timeout = 120_000)]
    public async Task A_server_whose_address_somebody_took_away_tells_it_again()
    {
        var server = await StartAsync("10.0.0.1", _store.Leases);
        await StartAsync("10.0.0.2", _store.Leases);
        await UntilAsync(server, "10.0.0.1", "10.0.0.2");

        using var http = ClientOf(server);
        (await http.DeleteAsync(Endpoints, Token)).StatusCode.Should().Be(HttpStatusCode.OK);

        await UntilAsync(server, "10.0.0.1", "10.0.0.2");
    }

    [Fact]
    public async Task A_server_that_shares_its_store_with_nobody_holds_no_lease()
    {
        var server = await StartAsync("10.0.0.1", leases: null);

        await UntilAsync(server, "10.0.0.1");
        (await _store.Leases.ListAsync(Token)).Should().BeEmpty();
    }

    private async Task<ApiServerHost> StartAsync(string address, ILeases? leases)
    {
        var random = new SeededRandomSource(_servers.Count + 1);
        var services = new ApiServerServices(TimeProvider.System, random, new RandomUidSource(random), NullLoggerFactory.Instance) { Leases = leases };
        var options = new ApiServerOptions { Port = FreePorts.Next(), AdvertiseAddress = IPAddress.Parse(address), ServerLeaseTtl = TimeSpan.FromSeconds(3) };
        var server = await ApiServerHost.StartAsync(options, _store, services, Token);
        _servers.Add(server);
        return server;
    }

    /// <summary>Waits until both kinds of objects name exactly these.</summary>
    private static async Task UntilAsync(ApiServerHost through, params string[] addresses)
    {
        using var http = ClientOf(through);
        await UntilAsync(http, Endpoints, found => Names(found["subsets"]?[0]?["addresses"], "ip"), addresses);
        await UntilAsync(http, Slice, found => [.. (found["endpoints"]?.AsArray() ?? []).Select(endpoint => endpoint!["addresses"]![0]!.GetValue<string>())], addresses);
    }

    private static async Task UntilAsync(HttpClient http, string path, Func<JsonObject, string[]> read, string[] addresses)
    {
        var collection = path[..path.LastIndexOf('/')];
        using var response = await http.GetAsync(new Uri($"{collection}?watch=true&fieldSelector=metadata.name=kubernetes", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Token);
        using var watch = new ApiWatch(response, await response.Content.ReadAsStreamAsync(Token));
        while (await watch.NextAsync() is { } seen && (seen.Type == "DELETED" || !read(seen.Object).SequenceEqual(addresses)))
        {
        }
    }

    private static string[] Names(JsonNode? list, string field) => [.. (list?.AsArray() ?? []).Select(each => each![field]!.GetValue<string>())];

    private static HttpClient ClientOf(ApiServerHost server) => new(server.CreateInProcessHandler(UserInfo.Authenticated("tester", UserInfo.MastersGroup)))
    {
        BaseAddress = new Uri("https://in-process"),
        Timeout = Timeout.InfiniteTimeSpan,
    };
}
