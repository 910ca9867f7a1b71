using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Authentication;
using MiniKube.ApiServer.Authentication.FrontProxy;
using MiniKube.ApiServer.Certificates;
using MiniKube.ApiServer.Endpoints;
using MiniKube.ApiServer.Registry;
using MiniKube.Mvcc;
using MiniKube.Store;

namespace MiniKube.ApiServer.Aggregation;

/// <summary>
/// Keeps the config map <c>extension-apiserver-authentication</c> as it must be, whoever changes or deletes it. Owns the loop that does it.
/// </summary>
internal sealed partial class ExtensionAuthenticationHost : IAsyncDisposable
{
    private const string Name = "extension-apiserver-authentication";
    private const string Namespace = "kube-system";

    private static readonly UserInfo Server = UserInfo.Authenticated("system:apiserver", UserInfo.MastersGroup);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stop = new();
    private readonly EndpointServices _services;
    private readonly ClusterCertificates _certificates;
    private readonly RequestHeaderOptions? _asked;
    private readonly FrontProxyTrust? _frontProxies;
    private readonly ServedResource _configMaps;
    private readonly ILogger _logger;
    private Task _loop = Task.CompletedTask;

    public ExtensionAuthenticationHost(
        EndpointServices services, ClusterCertificates certificates, RequestHeaderOptions? asked, FrontProxyTrust? frontProxies)
    {
        _services = services;
        _certificates = certificates;
        _asked = asked;
        _frontProxies = frontProxies;
        _configMaps = services.Resources.Get(new GroupVersionResource("", "v1", "configmaps"));
        _logger = services.Surroundings.Logging.CreateLogger<ExtensionAuthenticationHost>();
    }

    /// <summary>The config map is there when this returns.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await EnsureAsync(cancellationToken);
        _loop = RunAsync(_stop.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _stop.Dispose();
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await FollowAsync(cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                // Stopped in order.
            }
#pragma warning disable CA1031 // The loop's edge: it begins by making everything right.
            catch (Exception error)
#pragma warning restore CA1031
            {
                LogFailed(error);
                await Task.Delay(RetryDelay, _services.Surroundings.Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        var from = _services.Storage.Store.Applied.Next;
        await EnsureAsync(cancellationToken);
        var request = new WatchRequest(KeyRange.Single(_configMaps.Keys.For(new(Namespace, Name))), from);
        await foreach (var batch in _services.Storage.Store.WatchAsync(request, cancellationToken))
        {
            if (!batch.Events.IsEmpty)
            {
                await EnsureAsync(cancellationToken);
            }
        }
    }

    /// <summary>Writes nothing when all is right.</summary>
    private async Task EnsureAsync(CancellationToken cancellationToken)
    {
        var request = new RegistryRequest
        {
            Resource = _configMaps,
            Namespace = Namespace,
            Caller = Server,
            Now = _services.Surroundings.Time.GetUtcNow(),
        };
        if (await _services.Storage.FindAsync(_configMaps.Keys.For(new(Namespace, Name)), cancellationToken) is not { } stored)
        {
            await _services.Creator.CreateAsync(request, New(ContentFor(null, request.Now)), cancellationToken);
            return;
        }

        var data = _configMaps.Decode(stored).Child("data");
        if (!JsonNode.DeepEquals(data, ContentFor(data, request.Now)))
        {
            await _services.Updater.UpdateAsync(
                request.For(Name),
                existing =>
                {
                    var changed = existing!.DeepClone().AsObject();
                    changed["data"] = ContentFor(existing.Child("data"), request.Now);
                    return changed;
                },
                Preconditions.None,
                cancellationToken);
        }
    }

    private JsonObject ContentFor(JsonObject? existing, DateTimeOffset now) =>
        ExtensionAuthentication.Content(existing, _certificates, _asked, _frontProxies?.AuthorityPem ?? "", now);

    private static JsonObject New(JsonObject content) => new()
    {
        ["kind"] = "ConfigMap",
        ["apiVersion"] = "v1",
        ["metadata"] = new JsonObject { ["name"] = Name, ["namespace"] = Namespace },
        ["data"] = content,
    };

    [LoggerMessage(3461, LogLevel.Warning, "The config map extension-apiserver-authentication could not be kept; it is tried again")]
    private partial void LogFailed(Exception error);
}
