using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using MiniKube.ApiServer.Admission.Policies;
using MiniKube.ApiServer.Admission.Quotas;
using MiniKube.ApiServer.Admission.Webhooks;
using MiniKube.ApiServer.Registry;
using MiniKube.ApiServer.Services;
using MiniKube.ApiServer.Storage;
using MiniKube.Mvcc;
using MiniKube.Store;

namespace MiniKube.ApiServer.Admission;

/// <summary>What admission knows of the store, kept by watch, so that what is not configured costs nothing. Owns the loops that keep it.</summary>
internal sealed class AdmissionSources : IAsyncDisposable
{
    private readonly ImmutableArray<StoreFollower> _followers;

    private AdmissionSources(IStore store, ServedResources resources, SettledQuotas quotas, ApiServerServices services)
    {
        var logger = services.Logging.CreateLogger<StoreFollower>();
        StoreFollower Follow(KeyRange range, IFollowedState state) => new(store, range, state, services.Time, logger);
        var resolver = ServiceResolver.Over(new ObjectStorage(store), resources, services.Random);
        Mutating = new WebhookConfigurations("mutatingwebhookconfigurations", resolver, services.Time);
        Validating = new WebhookConfigurations("validatingwebhookconfigurations", resolver, services.Time);
        MutatingFollower = Follow(Mutating.Range, Mutating);
        ValidatingFollower = Follow(Validating.Range, Validating);
        var quotaFollower = Follow(QuotaIndex.Range, quotas.Index);
        quotas.FollowedBy(quotaFollower);
        StoreFollower FollowPolicies(IFollowedState state, KeyRange range) => Follow(range, state);
        MutatingPolicies = new("mutatingadmissionpolicies", "mutatingadmissionpolicybindings", MutatingPolicy.Compile, FollowPolicies);
        ValidatingPolicies = new(
            "validatingadmissionpolicies", "validatingadmissionpolicybindings", policy => ValidatingPolicy.Compile(policy, PolicyTypes.Dynamic), FollowPolicies);
        ImmutableArray<StoreFollower> awaited = [MutatingFollower, ValidatingFollower, .. MutatingPolicies.Followers, .. ValidatingPolicies.Followers];
        _followers = [.. awaited, quotaFollower];

        // What is used of quotas changes with many writes, for which nobody has to wait.
        Store = new FollowedStore(store, awaited);
    }

    /// <summary>The store for everything that writes: what is written through it counts for the next write.</summary>
    public IStore Store { get; }

    public WebhookConfigurations Mutating { get; }

    public StoreFollower MutatingFollower { get; }

    public WebhookConfigurations Validating { get; }

    public StoreFollower ValidatingFollower { get; }

    public PolicySources<MutatingPolicy> MutatingPolicies { get; }

    public PolicySources<ValidatingPolicy> ValidatingPolicies { get; }

    /// <summary>Returns when everything that was there is known.</summary>
    public static async Task<AdmissionSources> StartAsync(
        IStore store, ServedResources resources, SettledQuotas quotas, ApiServerServices services, CancellationToken cancellationToken)
    {
        var sources = new AdmissionSources(store, resources, quotas, services);
        try
        {
            foreach (var follower in sources._followers)
            {
                await follower.Filled.WaitAsync(cancellationToken);
            }

            return sources;
        }
        catch
        {
            await sources.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var follower in _followers)
        {
            await follower.DisposeAsync();
        }
    }
}
