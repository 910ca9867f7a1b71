using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using MiniKube.ApiServer.Certificates;
using MiniKube.Hosting.ControlPlanes;
using MiniKube.Hosting.Replicas;

namespace MiniKube.Hosting.Tests.Replicas;

/// <summary>Control planes on loopback that share a replicated store.</summary>
internal sealed class Servers : IAsyncDisposable
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";

    private readonly Dictionary<string, ControlPlane> _running = [];

    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("minikube-hosting-").FullName;

    public HostServices Services { get; } = HostServices.Real(NullLoggerFactory.Instance);

    public ControlPlane this[string name] => _running[name];

    public string DirectoryOf(string name) => Path.Combine(Directory, name);

    public Task StartFirstAsync(string name, CancellationToken stop) => StartAsync(name, new ReplicaOptions { Name = name, IsFirst = true, PeerListen = FreeAddress() }, stop);

    public Task JoinAsync(string name, string through, CancellationToken stop) => StartAsync(name, Joining(name, through), stop);

    /// <summary>Starts a server again, which needs no flags.</summary>
    public Task StartAgainAsync(string name, CancellationToken stop) => StartAsync(name, null, stop);

    public async Task StartAsync(string name, ReplicaOptions? replica, CancellationToken stop)
    {
        var options = new ControlPlaneOptions { DataDirectory = DirectoryOf(name), Port = 0, Replica = replica };
        _running[name] = await ControlPlane.StartAsync(options, Services, stop);
    }

    public async Task StopAsync(string name)
    {
        if (_running.Remove(name, out var server))
        {
            await server.DisposeAsync();
        }
    }

    public ReplicaOptions Joining(string name, string through) => new()
    {
        Name = name,
        Join = _running[through].Address,
        Token = TokenOf(through),
        PeerListen = FreeAddress(),
    };

    public JoinToken TokenOf(string name)
    {
        using var keys = SharedKeys.Open(DirectoryOf(name), Services.Time, Services.Random);
        return JoinToken.Issue(keys.AuthorityPem, keys.JoinKey, Services.Time.GetUtcNow().AddHours(1), Services.Random);
    }

    public async Task WriteAsync(string through, string name, CancellationToken stop)
    {
        using var http = ClientOf(through);
        using var response = await http.PostAsJsonAsync(ConfigMaps, new { metadata = new { name } }, stop);
        response.StatusCode.Should().Be(HttpStatusCode.Created, await response.Content.ReadAsStringAsync(stop));
    }

    public async Task<string[]> NamesAsync(string through, CancellationToken stop)
    {
        using var http = ClientOf(through);
        var list = await http.GetFromJsonAsync<JsonElement>(ConfigMaps, stop);
        return [.. list.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("metadata").GetProperty("name").GetString()!)];
    }

    /// <summary>Over a socket, as somebody who has no certificate.</summary>
    public HttpClient AnonymousClientOf(string name)
    {
        var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            CustomTrustStore = { X509Certificate2.CreateFromPem(_running[name].Certificates.AuthorityPem) },
        };
        return new HttpClient(handler) { BaseAddress = _running[name].Address };
    }

    public static Uri FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new Uri($"https://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var name in _running.Keys.ToArray())
        {
            await StopAsync(name);
        }

        System.IO.Directory.Delete(Directory, recursive: true);
    }

    private HttpClient ClientOf(string name) => new(_running[name].HandlerFor("kubernetes-admin", ["system:masters"]), disposeHandler: false)
    {
        BaseAddress = new Uri("https://kubernetes.default.svc"),
    };
}
