using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using MiniKube.Api.Errors;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Authentication;
using MiniKube.ApiServer.Endpoints;
using MiniKube.ApiServer.Registry;
using MiniKube.ApiServer.Registry.Kinds;
using MiniKube.ApiServer.Services;
using MiniKube.ApiServer.Storage;
using MiniKube.Mvcc;
using MiniKube.Store;

namespace MiniKube.ApiServer.CustomResources;

/// <summary>
/// Follows the CustomResourceDefinitions: accepts their names, serves them, says so, and takes away those that are deleted. Owns the loop that
/// does it, and everything that it knows.
/// </summary>
internal sealed partial class CustomResourceDefinitionHost : IAsyncDisposable
{
    private static readonly UserInfo Server = UserInfo.Authenticated("system:apiserver", UserInfo.MastersGroup);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<string, JsonObject> _definitions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, InstalledDefinition> _installed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Task> _removals = new(StringComparer.Ordinal);
    private readonly EndpointServices _services;
    private readonly ServedApi _api;
    private readonly ServedResource _resource;
    private readonly InstanceRemover _remover;
    private readonly ILogger _logger;
    private Task _loop = Task.CompletedTask;

    public CustomResourceDefinitionHost(EndpointServices services, ServedApi api)
    {
        _services = services;
        _api = api;
        _resource = services.Resources.Get(new GroupVersionResource("apiextensions.k8s.io", "v1", "customresourcedefinitions"));
        _remover = new InstanceRemover(services, _resource);
        _logger = services.Surroundings.Logging.CreateLogger<CustomResourceDefinitionHost>();
    }

    private KeyRange Range => ResourceKeys.Definitions.Range("");

    /// <summary>Serves what is defined already, then follows.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var from = await LoadAsync(cancellationToken);
        _loop = RunAsync(from, _stop.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        await Task.WhenAll(_removals.Values);
        _stop.Dispose();
    }

    private async Task RunAsync(Revision after, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await FollowAsync(after, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                // Stopped in order.
            }
#pragma warning disable CA1031 // The loop's edge: everything is read again, so nothing is missed.
            catch (Exception error)
#pragma warning restore CA1031
            {
                LogFollowingFailed(error);
                after = await ReloadAsync(after, cancellationToken);
            }
        }
    }

    private async Task<Revision> ReloadAsync(Revision after, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(RetryDelay, _services.Surroundings.Time, cancellationToken);
            return await LoadAsync(cancellationToken);
        }
        catch (Exception error) when (error is OperationCanceledException or StoreUnavailableException or ApiException)
        {
            // The loop sees the end itself, and meets a store that is away again.
            return after;
        }
    }

    private async Task<Revision> LoadAsync(CancellationToken cancellationToken)
    {
        var at = await _services.Storage.CurrentRevisionAsync(Range, cancellationToken);
        var found = new Dictionary<string, JsonObject>(StringComparer.Ordinal);
        await foreach (var page in ObjectPages.ReadAsync(_services.Storage, Range, at, cancellationToken))
        {
            foreach (var item in page)
            {
                found[ResourceKeys.Definitions.Relative(item.Key)] = _resource.Decode(new StoredObject(item));
            }
        }

        foreach (var name in _definitions.Keys.Where(name => !found.ContainsKey(name)).ToList())
        {
            await ForgetAsync(name, cancellationToken);
        }

        foreach (var (name, definition) in found)
        {
            _definitions[name] = Outline(definition);
        }

        foreach (var (name, definition) in found)
        {
            await TrySettleAsync(name, definition, cancellationToken);
        }

        _api.Reach(at);
        return at;
    }

    private async Task FollowAsync(Revision after, CancellationToken cancellationToken)
    {
        await foreach (var batch in _services.Storage.Store.WatchAsync(new WatchRequest(Range, after.Next), cancellationToken))
        {
            foreach (var change in batch.Events)
            {
                var name = ResourceKeys.Definitions.Relative(change.Key);
                if (change.Current is null)
                {
                    await ForgetAsync(name, cancellationToken);
                }
                else
                {
                    await TrySettleAsync(name, _resource.Decode(new StoredObject(change.Current)), cancellationToken);
                }
            }

            _api.Reach(batch.UpTo);
        }
    }

    /// <summary>A definition that cannot be handled does not hold the others up.</summary>
    private async Task TrySettleAsync(string name, JsonObject definition, CancellationToken cancellationToken)
    {
        try
        {
            await SettleAsync(name, definition, cancellationToken);
        }
        catch (Exception error) when (error is not (OperationCanceledException or StoreUnavailableException or ApiException))
        {
            LogSettlingFailed(error, name);
        }
    }

    /// <summary>Accepts names, serves, and only then says that it does.</summary>
    private async Task SettleAsync(string name, JsonObject definition, CancellationToken cancellationToken)
    {
        _definitions[name] = Outline(definition);
        var status = DefinitionPlanner.Status(definition, OthersOf(name), ObjectTree.Timestamp(_services.Surroundings.Time.GetUtcNow()));
        var planned = definition.DeepClone().AsObject();
        planned["status"] = status;
        if (DefinitionConditions.IsTrue(planned, "Established"))
        {
            await InstallAsync(name, planned);
        }

        if (!JsonNode.DeepEquals(status, definition["status"]))
        {
            _definitions[name] = Outline(planned);
            await WriteStatusAsync(name, status, cancellationToken);
        }

        if (definition.IsTerminating && definition.Metadata.Texts("finalizers").Contains(CustomResourceDefinitionStrategy.CleanupFinalizer)
            && !_removals.ContainsKey(name))
        {
            _removals[name] = RemoveAsync(name, Make(DefinitionConditions.IsTrue(planned, "Established") ? planned : WithoutConversion(planned)).Storage, _stop.Token);
        }
    }

    private async Task InstallAsync(string name, JsonObject definition)
    {
        var before = _installed.GetValueOrDefault(name);
        if (before?.Generation == InstalledDefinition.GenerationOf(definition))
        {
            return;
        }

        var installed = Make(definition);
        _services.Resources.Replace(before?.Served ?? [], installed.Served);
        _api.Serve(name, [.. installed.Served.Select(resource => resource.Definition)]);
        _installed[name] = installed;
        if (before is not null)
        {
            // Watches would go on in the old form.
            await _services.Watches.EndAsync(installed.Storage.Keys);
        }

        LogServed(name, string.Join(", ", installed.Served.Select(resource => resource.Definition.Resource.Version)));
    }

    private InstalledDefinition Make(JsonObject definition) =>
        InstalledDefinition.Of(definition, ServiceResolver.Over(_services.Storage, _services.Resources, _services.Surroundings.Random), _services.Surroundings);

    /// <summary>Of what was never served there are no objects to convert, and its webhook may be none.</summary>
    private static JsonObject WithoutConversion(JsonObject definition)
    {
        var plain = definition.DeepClone().AsObject();
        plain.Ensure("spec")["conversion"] = new JsonObject { ["strategy"] = "None" };
        return plain;
    }

    private async Task ForgetAsync(string name, CancellationToken cancellationToken)
    {
        _definitions.Remove(name, out var definition);
        _removals.Remove(name);
        if (_installed.Remove(name, out var installed))
        {
            _api.Serve(name, []);
            _services.Resources.Replace(installed.Served, []);
            await _services.Watches.EndAsync(installed.Storage.Keys);
            LogForgotten(name);
        }

        // Names have become free.
        foreach (var other in _definitions.Where(other => GroupOf(other.Value) == GroupOf(definition)).Select(other => other.Key).ToList())
        {
            if (await _services.Storage.FindAsync(ResourceKeys.Definitions.For(new("", other)), cancellationToken) is { } stored)
            {
                await TrySettleAsync(other, _resource.Decode(stored), cancellationToken);
            }
        }
    }

    private IEnumerable<JsonObject> OthersOf(string name)
    {
        var group = GroupOf(_definitions[name]);
        return _definitions.Where(other => other.Key != name && GroupOf(other.Value) == group).Select(other => other.Value);
    }

    /// <summary>What is kept of a definition in memory: all but its versions, whose schemas are large.</summary>
    private static JsonObject Outline(JsonObject definition)
    {
        var spec = new JsonObject();
        spec.CopyFrom(definition.Child("spec") ?? [], "group");
        return new JsonObject { ["spec"] = spec, ["status"] = definition.Child("status")?.DeepClone() };
    }

    private static string GroupOf(JsonObject? definition) => definition.Child("spec").Text("group");

    private async Task WriteStatusAsync(string name, JsonObject status, CancellationToken cancellationToken)
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
            await _services.Updater.UpdateAsync(request, existing => WithNames(request, existing, status), Preconditions.None, cancellationToken);
        }
        catch (ApiException error) when (error.IsNotFound)
        {
            // Gone meanwhile; the event that says so follows.
        }
    }

    /// <summary>Only what was decided here changes; what others write into the status stays.</summary>
    private static JsonObject WithNames(RegistryRequest request, JsonObject? existing, JsonObject status)
    {
        var desired = existing?.DeepClone().AsObject() ?? throw StatusErrors.NotFound(request.GroupResource, request.Name);
        var changed = desired.Ensure("status");
        changed.CopyFrom(status, "acceptedNames");
        foreach (var condition in status.Objects("conditions").Where(condition => condition.Text("type") is "NamesAccepted" or "Established" or DefinitionConditions.Approval))
        {
            DefinitionConditions.Set(
                changed, condition.Text("type"), condition.Text("status") == "True", condition.Text("reason"), condition.Text("message"), ObjectTree.Timestamp(request.Now));
        }

        return desired;
    }

    private async Task RemoveAsync(string name, ServedResource instances, CancellationToken cancellationToken)
    {
        await Task.Yield();
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await _remover.RunAsync(name, instances, cancellationToken);
                return;
            }
            catch (ApiException error) when (error.IsNotFound)
            {
                return;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // The loop's edge: what could not be removed now is tried again.
            catch (Exception error)
#pragma warning restore CA1031
            {
                LogRemovalFailed(error, name);
                await Task.Delay(RetryDelay, _services.Surroundings.Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    [LoggerMessage(3301, LogLevel.Information, "Custom resource {Name} is served in {Versions}")]
    private partial void LogServed(string name, string versions);

    [LoggerMessage(3302, LogLevel.Information, "Custom resource {Name} is no longer served")]
    private partial void LogForgotten(string name);

    [LoggerMessage(3303, LogLevel.Error, "The definitions of custom resources could not be followed; they are read again")]
    private partial void LogFollowingFailed(Exception error);

    [LoggerMessage(3304, LogLevel.Warning, "The instances of {Name} could not be removed; the next attempt follows")]
    private partial void LogRemovalFailed(Exception error, string name);

    [LoggerMessage(3305, LogLevel.Error, "The definition {Name} could not be handled: it stays as it was until it is changed")]
    private partial void LogSettlingFailed(Exception error, string name);
}
