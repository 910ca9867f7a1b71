using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using MiniKube.Api.Errors;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Authentication;
using MiniKube.ApiServer.Certificates;
using MiniKube.ApiServer.Endpoints;
using MiniKube.ApiServer.Registry;
using MiniKube.ApiServer.Registry.Kinds;
using MiniKube.ApiServer.Storage;
using MiniKube.ApiServer.Webhooks;
using MiniKube.Store;

namespace MiniKube.ApiServer.Aggregation;

/// <summary>
/// Follows the APIServices: sends their groups to the servers behind them, and says of each whether it is available. Owns the loop that does
/// it. What a server serves cannot be watched, so it is also asked every half minute.
/// </summary>
internal sealed partial class ApiServiceHost : IAsyncDisposable
{
    private static readonly UserInfo Server = UserInfo.Authenticated("system:apiserver", UserInfo.MastersGroup);
    private static readonly TimeSpan CheckPeriod = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan CheckTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<bool> _changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Dictionary<string, (string Spec, ExtensionServer Server)> _servers = new(StringComparer.Ordinal);
    private readonly EndpointServices _services;
    private readonly AggregatedApis _aggregated;
    private readonly ClusterCertificates _certificates;
    private readonly ServedResource _resource;
    private readonly ServiceResolver _resolver;
    private readonly ILogger _logger;
    private ITimer? _timer;
    private Task _loops = Task.CompletedTask;

    public ApiServiceHost(EndpointServices services, AggregatedApis aggregated, ClusterCertificates certificates)
    {
        _services = services;
        _aggregated = aggregated;
        _certificates = certificates;
        _resource = services.Resources.Get(new GroupVersionResource("apiregistration.k8s.io", "v1", "apiservices"));
        _resolver = new ServiceResolver(services.Storage, services.Resources);
        _logger = services.Surroundings.Logging.CreateLogger<ApiServiceHost>();
    }

    public void Start()
    {
        _timer = _services.Surroundings.Time.CreateTimer(_ => _changes.Writer.TryWrite(true), null, CheckPeriod, CheckPeriod);
        _changes.Writer.TryWrite(true);
        var endpoints = _services.Resources.Get(new GroupVersionResource("", "v1", "endpoints"));
        _loops = Task.WhenAll(
            CheckAsync(_stop.Token),
            FollowAsync(_resource.Keys, _ => true, _stop.Token),
            FollowAsync(endpoints.Keys, name => _aggregated.IsBehind(name), _stop.Token));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        if (_timer is not null)
        {
            await _timer.DisposeAsync();
        }

        await _loops;
        _stop.Dispose();
    }

    /// <summary>Tells the checking loop of every change that may matter.</summary>
    private async Task FollowAsync(ResourceKeys keys, Func<NamespacedName, bool> matters, CancellationToken cancellationToken)
    {
        await Task.Yield();
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                var request = new WatchRequest(keys.Range(""), _services.Storage.Store.Applied.Next);
                await foreach (var batch in _services.Storage.Store.WatchAsync(request, cancellationToken))
                {
                    if (batch.Events.Any(change => matters(keys.NameOf(change.Key))))
                    {
                        _changes.Writer.TryWrite(true);
                    }
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                // Stopped in order.
            }
#pragma warning disable CA1031 // The loop's edge: everything is looked at again, so nothing is missed.
            catch (Exception error)
#pragma warning restore CA1031
            {
                LogFailed(error);
                _changes.Writer.TryWrite(true);
                await Task.Delay(RetryDelay, _services.Surroundings.Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task CheckAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        try
        {
            await foreach (var _ in _changes.Reader.ReadAllAsync(cancellationToken))
            {
                await CheckAllAsync(cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopped in order.
        }
    }

    private async Task CheckAllAsync(CancellationToken cancellationToken)
    {
        try
        {
            var found = await LoadAsync(cancellationToken);
            foreach (var name in _servers.Keys.Where(name => !found.ContainsKey(name)).ToList())
            {
                _servers.Remove(name, out var gone);
                _aggregated.Remove(gone.Server.Version);
            }

            await Task.WhenAll(found.Select(each => SettleAsync(each.Key, each.Value, cancellationToken)));
        }
#pragma warning disable CA1031 // The loop's edge: the next change or the timer starts it anew.
        catch (Exception error) when (error is not OperationCanceledException)
#pragma warning restore CA1031
        {
            LogFailed(error);
        }
    }

    private async Task<Dictionary<string, JsonObject>> LoadAsync(CancellationToken cancellationToken)
    {
        var range = _resource.Keys.Range("");
        var at = await _services.Storage.CurrentRevisionAsync(range, cancellationToken);
        var found = new Dictionary<string, JsonObject>(StringComparer.Ordinal);
        await foreach (var page in ObjectPages.ReadAsync(_services.Storage, range, at, cancellationToken))
        {
            foreach (var item in page)
            {
                found[_resource.Keys.Relative(item.Key)] = _resource.Decode(new StoredObject(item));
            }
        }

        foreach (var (name, service) in found)
        {
            Prepare(name, service);
        }

        return found;
    }

    /// <summary>Makes the way to the server behind an APIService; keeps the one that there is while nothing of it has changed.</summary>
    private void Prepare(string name, JsonObject service)
    {
        var spec = service.Child("spec");
        var known = _servers.TryGetValue(name, out var there);
        if (spec.Child("service") is not { } reference)
        {
            if (known)
            {
                _servers.Remove(name);
                _aggregated.Remove(there.Server.Version);
            }

            return;
        }

        var text = spec!.ToJsonString();
        if (known && there.Spec == text)
        {
            return;
        }

        var address = WebhookAddress.Of(new JsonObject { ["service"] = reference.DeepClone(), ["caBundle"] = spec["caBundle"]?.DeepClone() })
            with
        { SkipsVerification = spec.Flag("insecureSkipTLSVerify") == true };
        var server = new ExtensionServer(
            new GroupVersion(spec.Text("group"), spec.Text("version")),
            address,
            (spec.Integer("groupPriorityMinimum") ?? 0, spec.Integer("versionPriority") ?? 0),
            _resolver,
            _certificates,
            _services.Surroundings);
        _servers[name] = (text, server);
        _aggregated.Set(server, resources: null);
    }

    private async Task SettleAsync(string name, JsonObject service, CancellationToken cancellationToken)
    {
        var outcome = _servers.TryGetValue(name, out var known)
            ? await AskAsync(known.Server, cancellationToken)
            : (IsAvailable: true, Reason: "Local", Message: "Local APIServices are always available");
        var condition = service.Child("status").Objects("conditions").FirstOrDefault(each => each.Text("type") == "Available");
        if (condition.Text("reason") == outcome.Reason && condition.Text("message") == outcome.Message)
        {
            return;
        }

        await WriteAsync(name, outcome, cancellationToken);
    }

    private async Task<(bool IsAvailable, string Reason, string Message)> AskAsync(ExtensionServer server, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(CheckTimeout, _services.Surroundings.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            _aggregated.Set(server, await ExtensionDiscovery.AskAsync(server, both.Token));
            server.IsAvailable = true;
            return (true, "Passed", "all checks passed");
        }
        catch (Exception error) when (error is HttpRequestException || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            server.IsAvailable = false;
            var why = error is HttpRequestException ? (error.InnerException ?? error).Message : "no answer in time";
            return (false, "FailedDiscoveryCheck", $"failing or missing response from {new Uri(server.Address.Url, $"/apis/{server.Version}")}: {why}");
        }
    }

    private async Task WriteAsync(string name, (bool IsAvailable, string Reason, string Message) outcome, CancellationToken cancellationToken)
    {
        var request = new RegistryRequest
        {
            Resource = _resource,
            Name = name,
            Subresource = "status",
            Caller = Server,
            Now = _services.Surroundings.Time.GetUtcNow(),
        };
        try
        {
            await _services.Updater.UpdateAsync(
                request,
                existing =>
                {
                    var changed = existing?.DeepClone().AsObject() ?? throw StatusErrors.NotFound(_resource.GroupResource, name);
                    DefinitionConditions.Set(
                        changed.Ensure("status"), "Available", outcome.IsAvailable, outcome.Reason, outcome.Message, ObjectTree.Timestamp(request.Now));
                    return changed;
                },
                Preconditions.None,
                cancellationToken);
            LogChecked(name, outcome.Reason, outcome.Message);
        }
        catch (ApiException error) when (error.IsNotFound)
        {
            // Gone meanwhile; the event that says so follows.
        }
    }

    [LoggerMessage(3401, LogLevel.Information, "APIService {Name}: {Reason}, {Message}")]
    private partial void LogChecked(string name, string reason, string message);

    [LoggerMessage(3402, LogLevel.Error, "The APIServices could not be looked at; this is tried again")]
    private partial void LogFailed(Exception error);
}
