using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Certificates;
using MiniKube.ApiServer.Endpoints;
using MiniKube.ApiServer.Registry;
using MiniKube.ApiServer.Services;
using MiniKube.ApiServer.Storage;
using MiniKube.ApiServer.Webhooks;
using MiniKube.Mvcc;
using MiniKube.Schema.Discovery;

namespace MiniKube.ApiServer.Aggregation;

/// <summary>
/// Follows the APIServices: keeps those of this server's own versions, sends the groups of the others to the servers behind them, and says of each
/// whether it is available. Owns the loops that do it. What a server serves cannot be watched, so it is also asked every half minute.
/// </summary>
internal sealed partial class ApiServiceHost : IAsyncDisposable
{
    private static readonly TimeSpan CheckPeriod = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stop = new();
    private readonly DueNames _due = new();
    private readonly DueNames _checks = new();
    private readonly ConcurrentDictionary<string, Registration> _registered = new(StringComparer.Ordinal);
    private readonly EndpointServices _services;
    private readonly ServedApi _api;
    private readonly ClusterCertificates _certificates;
    private readonly ApiServiceObjects _objects;
    private readonly ApiServiceRegistrar _registrar;
    private readonly ServiceResolver _resolver;
    private readonly AvailabilityCheck _check;
    private readonly ILogger _logger;
    private ITimer? _timer;
    private Task _loops = Task.CompletedTask;

    public ApiServiceHost(EndpointServices services, ServedApi api, ClusterCertificates certificates)
    {
        _services = services;
        _api = api;
        _certificates = certificates;
        _objects = new ApiServiceObjects(services);
        _registrar = new ApiServiceRegistrar(_objects, services.Storage, services.Resources, api);
        var stored = new StoredObjects(services.Storage, services.Resources);
        var backends = new ServiceBackends(stored, stored);
        _resolver = new ServiceResolver(backends, services.Surroundings.Random);
        _check = new AvailabilityCheck(backends, services.Surroundings.Time);
        _logger = services.Surroundings.Logging.CreateLogger<ApiServiceHost>();
    }

    private TimeProvider Time => _services.Surroundings.Time;

    /// <summary>Returns when the APIServices of what is built in are there.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _registrar.StartAsync(cancellationToken);
        var after = _services.Storage.Store.Applied;
        foreach (var (name, service) in await _objects.AllAsync(cancellationToken))
        {
            Register(name, service);
            _due.Add(name);
        }

        _timer = Time.CreateTimer(_ => _checks.Add(_registered.Where(each => each.Value.Server is not null).Select(each => each.Key)), null, CheckPeriod, CheckPeriod);
        _loops = Task.WhenAll([RegisterAsync(_stop.Token), CheckAsync(_stop.Token), FollowDefinitionsAsync(_stop.Token), .. Follow(after, _stop.Token)]);
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

    private IEnumerable<Task> Follow(Revision after, CancellationToken cancellationToken)
    {
        var follower = new ChangeFollower(_services.Storage.Store, Time, _services.Surroundings.Logging.CreateLogger<ChangeFollower>());
        yield return follower.RunAsync(_objects.Range, after, change => _due.Add(_objects.NameOf(change.Key)), () => _due.Add(""), cancellationToken);
        foreach (var (version, resource) in (ImmutableArray<(GroupVersion, string)>)[(new("", "v1"), "services"), (new("", "v1"), "endpoints"), (new("discovery.k8s.io", "v1"), "endpointslices")])
        {
            var keys = _services.Resources.Get(version.WithResource(resource)).Keys;
            yield return follower.RunAsync(keys.Range(""), after, change => CheckBehind(keys, change), () => _due.Add(""), cancellationToken);
        }
    }

    /// <summary>The servers behind the Service that a change is about are asked again.</summary>
    private void CheckBehind(ResourceKeys keys, KeyEvent change)
    {
        if (_registered.All(each => each.Value.Server is null))
        {
            return;
        }

        var name = keys.NameOf(change.Key);
        var stored = new StoredObject((change.Current ?? change.Previous)!);
        var labelled = ObjectAttributes.Read(stored, []).Labels.TryGetValue("kubernetes.io/service-name", out var service) ? name with { Name = service } : name;
        _checks.Add(_registered.Where(each => each.Value.Server?.Service is { } behind && (behind == name || behind == labelled)).Select(each => each.Key));
    }

    private async Task FollowDefinitionsAsync(CancellationToken cancellationToken)
    {
        var changes = _api.FollowChanges();
        await Task.Yield();
        var known = _registrar.CustomNames();
        _due.Add(known);
        try
        {
            await foreach (var _ in changes.ReadAllAsync(cancellationToken))
            {
                var names = _registrar.CustomNames();
                _due.Add(names.SymmetricExcept(known));
                known = names;
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopped in order.
        }
    }

    private async Task RegisterAsync(CancellationToken cancellationToken)
    {
        await RunAsync(
            _due,
            async names =>
            {
                // The empty name stands for all of them.
                IEnumerable<string> all = names.Contains("") ? [.. names, .. _registered.Keys, .. (await _objects.AllAsync(cancellationToken)).Keys] : names;
                foreach (var name in all.Distinct().Where(name => name.Length > 0))
                {
                    await RegisterAsync(name, cancellationToken);
                }
            },
            cancellationToken);
    }

    private async Task RegisterAsync(string name, CancellationToken cancellationToken)
    {
        var service = await _objects.FindAsync(name, cancellationToken);
        Register(name, service);
        if (!await _registrar.SettleAsync(name, service, cancellationToken) || service is null)
        {
            return;
        }

        if (_registered[name].Server is not null)
        {
            _checks.Add(name);
        }
        else if (!Availability.Local.IsToldBy(service))
        {
            await _objects.WriteAsync(name, Availability.Local, cancellationToken);
        }
    }

    /// <summary>Makes the way to the server behind an APIService; keeps the one that there is while nothing of it has changed.</summary>
    private void Register(string name, JsonObject? service)
    {
        var known = _registered.GetValueOrDefault(name);
        if (service is null)
        {
            if (_registered.TryRemove(name, out var gone))
            {
                _api.Aggregated.Remove(gone.Version);
            }

            return;
        }

        var spec = service.Child("spec");
        var text = spec?.ToJsonString() ?? "";
        if (known?.Spec == text)
        {
            return;
        }

        var version = new GroupVersion(spec.Text("group"), spec.Text("version"));
        var priority = new VersionPriority(spec.Integer("groupPriorityMinimum") ?? 0, spec.Integer("versionPriority") ?? 0);
        if (spec.Child("service") is { } reference && version.Group.Length > 0)
        {
            var server = Connect(version, spec!, reference);
            _registered[name] = new Registration(text, version, server);
            _api.Aggregated.SetRemote(server, priority);
        }
        else
        {
            _registered[name] = new Registration(text, version, null);
            _api.Aggregated.SetLocal(version, priority);
        }
    }

    private ExtensionServer Connect(GroupVersion version, JsonObject spec, JsonObject service)
    {
        var client = new JsonObject { ["service"] = service.DeepClone(), ["caBundle"] = spec["caBundle"]?.DeepClone() };
        var address = WebhookAddress.Of(client) with { SkipsVerification = spec.Flag("insecureSkipTLSVerify") == true };
        return new ExtensionServer(version, address, _resolver, _certificates, _services.Surroundings);
    }

    private Task CheckAsync(CancellationToken cancellationToken) => RunAsync(
        _checks,
        names => Task.WhenAll(names.Select(name => CheckAsync(name, cancellationToken))),
        cancellationToken);

    private async Task CheckAsync(string name, CancellationToken cancellationToken)
    {
        if (_registered.GetValueOrDefault(name)?.Server is not { } server)
        {
            return;
        }

        var (availability, resources) = await _check.AskAsync(server, cancellationToken);
        _api.Aggregated.Tell(server, resources);
        if (await _objects.FindAsync(name, cancellationToken) is { } service && !availability.IsToldBy(service))
        {
            await _objects.WriteAsync(name, availability, cancellationToken);
            LogChecked(name, availability.Reason, availability.Message);
        }
    }

    /// <summary>Does what is due until the end; what fails is due again after a second.</summary>
    private async Task RunAsync(DueNames due, Func<IReadOnlyCollection<string>, Task> settle, CancellationToken cancellationToken)
    {
        await Task.Yield();
        while (!cancellationToken.IsCancellationRequested)
        {
            IReadOnlyCollection<string> names = [];
            try
            {
                names = await due.TakeAsync(cancellationToken);
                await settle(names);
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
                await Task.Delay(RetryDelay, Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                due.Add(names);
            }
        }
    }

    [LoggerMessage(3401, LogLevel.Information, "APIService {Name}: {Reason}, {Message}")]
    private partial void LogChecked(string name, string reason, string message);

    [LoggerMessage(3402, LogLevel.Error, "The APIServices could not be looked at; this is tried again")]
    private partial void LogFailed(Exception error);

    /// <summary>An APIService as it was last seen; the server is null for a version of this one's own.</summary>
    private sealed record Registration(string Spec, GroupVersion Version, ExtensionServer? Server);
}
