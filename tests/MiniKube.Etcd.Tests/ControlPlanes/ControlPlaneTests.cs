using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MiniKube.Etcd.Client;
using MiniKube.Etcd.Front;
using MiniKube.Etcd.Tests.Support;
using MiniKube.Hosting;
using MiniKube.Hosting.ControlPlanes;

namespace MiniKube.Etcd.Tests.ControlPlanes;

/// <summary>A whole API server over etcd's protocol, and in front of etcd's clients.</summary>
public sealed class ControlPlaneTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_API_server_runs_on_a_real_etcd()
    {
        await using var etcd = await EtcdProcess.StartAsync(Stop);

        await CreateListAndWatchAsync(etcd.Address);
    }

    [Fact]
    public async Task An_API_server_runs_on_our_own_front()
    {
        await using var fronted = await FrontedStore.StartAsync(TimeProvider.System, Stop);

        await CreateListAndWatchAsync(fronted.Front.Address);
    }

    [Fact]
    public async Task Two_API_servers_on_one_etcd_see_each_others_writes()
    {
        await using var etcd = await EtcdProcess.StartAsync(Stop);
        await using var one = await StartAsync(etcd.Address);
        await using var other = await StartAsync(etcd.Address);
        using var writer = ClientOf(one);
        using var reader = ClientOf(other);
        var from = (await reader.GetFromJsonAsync<JsonElement>(ConfigMaps, Stop)).GetProperty("metadata").GetProperty("resourceVersion").GetString();
        using var watch = await WatchAsync(reader, from!);

        await CreateAsync(writer, "mine");

        (await NextAsync(watch)).Should().Be("ADDED mine");
        (await NamesAsync(reader)).Should().Contain("mine");
    }

    [Fact]
    public async Task An_operator_reads_a_control_planes_store_with_etcdctl()
    {
        var options = new ControlPlaneOptions { Serve = false, EtcdFront = new EtcdFrontOptions { Listen = new Uri("http://127.0.0.1:0") } };
        await using var controlPlane = await ControlPlane.StartAsync(options, HostServices.Real(NullLoggerFactory.Instance), Stop);
        using var client = ClientOf(controlPlane);
        await CreateAsync(client, "mine");

        var keys = await new Etcdctl(controlPlane.EtcdAddress!, Stop).LinesAsync("get", "--prefix", "/registry/configmaps/default/mine", "--keys-only");

        keys.Should().Equal("/registry/configmaps/default/mine");
    }

    [Fact]
    public async Task A_control_plane_serves_either_its_own_store_or_uses_another()
    {
        var options = new ControlPlaneOptions
        {
            Serve = false,
            EtcdFront = new EtcdFrontOptions { Listen = new Uri("http://127.0.0.1:0") },
            Datastore = new EtcdStoreOptions { Endpoints = [new Uri("http://127.0.0.1:1")] },
        };

        await options.Invoking(o => ControlPlane.StartAsync(o, HostServices.Real(NullLoggerFactory.Instance), Stop))
            .Should().ThrowAsync<ArgumentException>().WithMessage("*--etcd-listen*--datastore-endpoints*");
    }

    private static async Task CreateListAndWatchAsync(Uri address)
    {
        await using var controlPlane = await StartAsync(address);
        using var client = ClientOf(controlPlane);

        var created = await CreateAsync(client, "one");
        await CreateAsync(client, "two");
        var deleted = await client.DeleteAsync($"{ConfigMaps}/one", Stop);
        using var watch = await WatchAsync(client, created);

        deleted.StatusCode.Should().Be(HttpStatusCode.OK);
        (await NamesAsync(client)).Should().Contain("two").And.NotContain("one");
        (await NextAsync(watch)).Should().Be("ADDED two");
        (await NextAsync(watch)).Should().Be("DELETED one");
        await CreateAsync(client, "three");
        (await NextAsync(watch)).Should().Be("ADDED three");
    }

    private static Task<ControlPlane> StartAsync(Uri etcd) => ControlPlane.StartAsync(
        new ControlPlaneOptions { Serve = false, Datastore = new EtcdStoreOptions { Endpoints = [etcd] } },
        HostServices.Real(NullLoggerFactory.Instance),
        Stop);

    private static HttpClient ClientOf(ControlPlane controlPlane) =>
        new(controlPlane.HandlerFor("admin", ["system:masters"]), disposeHandler: false) { BaseAddress = controlPlane.Address };

    private static async Task<string> CreateAsync(HttpClient client, string name)
    {
        var body = JsonContent.Create(new { apiVersion = "v1", kind = "ConfigMap", metadata = new { name } });
        var response = await client.PostAsync(ConfigMaps, body, Stop);
        response.StatusCode.Should().Be(HttpStatusCode.Created);
        var created = await response.Content.ReadFromJsonAsync<JsonElement>(Stop);
        return created.GetProperty("metadata").GetProperty("resourceVersion").GetString()!;
    }

    private static async Task<List<string>> NamesAsync(HttpClient client)
    {
        var list = await client.GetFromJsonAsync<JsonElement>(ConfigMaps, Stop);
        return [.. list.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("metadata").GetProperty("name").GetString()!)];
    }

    private static async Task<StreamReader> WatchAsync(HttpClient client, string from) =>
        new(await client.GetStreamAsync($"{ConfigMaps}?watch=1&resourceVersion={from}", Stop));

    private static async Task<string> NextAsync(StreamReader watch)
    {
        using var change = JsonDocument.Parse((await watch.ReadLineAsync(Stop))!);
        var metadata = change.RootElement.GetProperty("object").GetProperty("metadata");
        return $"{change.RootElement.GetProperty("type").GetString()} {metadata.GetProperty("name").GetString()}";
    }
}
