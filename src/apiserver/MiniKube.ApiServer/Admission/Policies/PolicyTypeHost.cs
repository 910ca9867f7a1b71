using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using MiniKube.Api.Errors;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Aggregation;
using MiniKube.ApiServer.Authentication;
using MiniKube.ApiServer.Endpoints;
using MiniKube.ApiServer.Registry;
using MiniKube.ApiServer.Storage;

namespace MiniKube.ApiServer.Admission.Policies;

/// <summary>
/// Checks the types of ValidatingAdmissionPolicies again when custom resources come, go or change their schemas. Policies that were written when
/// that was under way are looked at once more by their own event. Owns the loop that does it.
/// </summary>
internal sealed partial class PolicyTypeHost : IAsyncDisposable
{
    private static readonly UserInfo Server = UserInfo.Authenticated("system:apiserver", UserInfo.MastersGroup);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<bool> _due = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Dictionary<string, (long Generation, PolicySchemas Schemas)> _checked = new(StringComparer.Ordinal);
    private readonly EndpointServices _services;
    private readonly ServedApi _api;
    private readonly ServedResource _resource;
    private readonly ILogger _logger;
    private readonly Task _loops;

    public PolicyTypeHost(EndpointServices services, ServedApi api)
    {
        _services = services;
        _api = api;
        _resource = services.Resources.Get(new GroupVersionResource("admissionregistration.k8s.io", "v1", "validatingadmissionpolicies"));
        _logger = services.Surroundings.Logging.CreateLogger<PolicyTypeHost>();
        var follower = new ChangeFollower(services.Storage.Store, services.Surroundings.Time, services.Surroundings.Logging.CreateLogger<ChangeFollower>());
        void MarkDue() => _due.Writer.TryWrite(true);
        MarkDue();
        _loops = Task.WhenAll(
            FollowTypesAsync(api.FollowChanges(), MarkDue, _stop.Token),
            follower.RunAsync(_resource.Keys.Range(""), services.Storage.Store.Applied, _ => MarkDue(), MarkDue, _stop.Token),
            RunAsync(_stop.Token));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loops;
        _stop.Dispose();
    }

    private static async Task FollowTypesAsync(ChannelReader<bool> changes, Action changed, CancellationToken cancellationToken)
    {
        await Task.Yield();
        try
        {
            await foreach (var _ in changes.ReadAllAsync(cancellationToken))
            {
                changed();
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopped in order.
        }
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await _due.Reader.ReadAsync(cancellationToken);
                await CheckAllAsync(cancellationToken);
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
                await Task.Delay(RetryDelay, _services.Surroundings.Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                _due.Writer.TryWrite(true);
            }
        }
    }

    private async Task CheckAllAsync(CancellationToken cancellationToken)
    {
        var range = _resource.Keys.Range("");
        var at = await _services.Storage.CurrentRevisionAsync(range, cancellationToken);
        var gone = _checked.Keys.ToHashSet(StringComparer.Ordinal);
        await foreach (var page in ObjectPages.ReadAsync(_services.Storage, range, at, cancellationToken))
        {
            foreach (var item in page)
            {
                var policy = _resource.Decode(new StoredObject(item));
                gone.Remove(policy.Name);
                await CheckAsync(policy, cancellationToken);
            }
        }

        foreach (var name in gone)
        {
            _checked.Remove(name);
        }
    }

    private async ValueTask CheckAsync(JsonObject policy, CancellationToken cancellationToken)
    {
        var schemas = PolicySchemas.Of(policy, _api.Catalog);
        var status = policy.Child("status");
        var generation = policy.Metadata.Integer("generation") ?? 1;
        var isObserved = status.Integer("observedGeneration") == generation;
        if (isObserved && _checked.TryGetValue(policy.Name, out var known) && known.Generation == generation && known.Schemas.IsSameAs(schemas))
        {
            return;
        }

        var typeChecking = PolicyTypeChecks.Check(policy, schemas);
        if (!isObserved || !JsonNode.DeepEquals(typeChecking, status.Child("typeChecking")))
        {
            await WriteAsync(policy, typeChecking, cancellationToken);
        }

        _checked[policy.Name] = (generation, schemas);
    }

    private async ValueTask WriteAsync(JsonObject policy, JsonObject typeChecking, CancellationToken cancellationToken)
    {
        var request = new RegistryRequest
        {
            Resource = _resource,
            Name = policy.Name,
            Subresource = "status",
            Caller = Server,
            Now = _services.Surroundings.Time.GetUtcNow(),
        };
        try
        {
            await _services.Updater.UpdateAsync(request, existing => WithStatus(request, existing, policy, typeChecking), Preconditions.None, cancellationToken);
        }
        catch (ApiException error) when (error.IsNotFound)
        {
            // Gone meanwhile; the event that says so follows.
        }
    }

    /// <summary>What was written meanwhile has been checked by whoever wrote it, and its event follows.</summary>
    private static JsonObject WithStatus(RegistryRequest request, JsonObject? existing, JsonObject policy, JsonObject typeChecking)
    {
        var desired = existing?.DeepClone().AsObject() ?? throw StatusErrors.NotFound(request.GroupResource, request.Name);
        if (JsonNode.DeepEquals(desired["spec"], policy["spec"]))
        {
            var status = desired.Ensure("status");
            status["observedGeneration"] = desired.Metadata.Integer("generation") ?? 1;
            status["typeChecking"] = typeChecking.DeepClone();
        }

        return desired;
    }

    [LoggerMessage(3481, LogLevel.Error, "The types of admission policies could not be checked; this is tried again")]
    private partial void LogFailed(Exception error);
}
