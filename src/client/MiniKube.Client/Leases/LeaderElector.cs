using k8s.Models;
using Microsoft.Extensions.Logging;
using MiniKube.Api.Errors;
using MiniKube.Client.Api;

namespace MiniKube.Client.Leases;

/// <summary>Runs something in only one of several processes: the one that holds the Lease.</summary>
public sealed partial class LeaderElector
{
    private readonly IApiClient _api;
    private readonly LeaderElectionOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    // When this process last saw the Lease change, by its own clock: the clocks of others are not trusted.
    private string _observedVersion = "";
    private long _observedAt;
    private V1Lease? _observed;

    public LeaderElector(IApiClient api, LeaderElectionOptions options, TimeProvider time, ILogger logger)
    {
        options.Validate();
        _api = api;
        _options = options;
        _time = time;
        _logger = logger;
    }

    /// <summary>True while this process holds the Lease.</summary>
    public bool IsLeader { get; private set; }

    /// <summary>
    /// Waits to become the leader, then runs. Returns when the work ends, cancels the work and throws
    /// <see cref="LeadershipLostException"/> when the Lease is lost, and gives the Lease back when cancelled.
    /// </summary>
    public async Task RunAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        while (!await TryHoldAsync(cancellationToken))
        {
            await Task.Delay(_options.RetryPeriod, _time, cancellationToken);
        }

        IsLeader = true;
        LogLeading(_options.Identity, _options.Lease.ToString());
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var working = work(stop.Token);
        var renewing = RenewAsync(stop.Token);
        try
        {
            await await Task.WhenAny(working, renewing);
        }
        finally
        {
            // Nobody else may be let in before the work has really ended.
            await stop.CancelAsync();
            await EndedAsync(working);
            await EndedAsync(renewing);
            IsLeader = false;
            if (renewing.IsCanceled)
            {
                await ReleaseAsync();
            }
        }
    }

    private static async Task EndedAsync(Task task) =>
        await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private async Task RenewAsync(CancellationToken cancellationToken)
    {
        var renewedAt = _time.GetTimestamp();
        try
        {
            while (true)
            {
                await Task.Delay(_options.RetryPeriod, _time, cancellationToken);
                using var deadline = new CancellationTokenSource(Remaining(renewedAt), _time);
                using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
                if (await TryHoldAsync(both.Token))
                {
                    renewedAt = _time.GetTimestamp();
                }
                else if (IsHeldByOther || _time.GetElapsedTime(renewedAt) >= _options.RenewDeadline)
                {
                    throw new LeadershipLostException($"{_options.Identity} could not renew the Lease {_options.Lease} in time");
                }
            }
        }
        catch (OperationCanceledException timeout) when (!cancellationToken.IsCancellationRequested)
        {
            throw new LeadershipLostException($"{_options.Identity} could not renew the Lease {_options.Lease} in time", timeout);
        }
    }

    private bool IsHeldByOther => _observed?.Spec.HolderIdentity is { Length: > 0 } holder && holder != _options.Identity;

    private TimeSpan Remaining(long since)
    {
        var remaining = _options.RenewDeadline - _time.GetElapsedTime(since);
        return remaining > TimeSpan.FromMilliseconds(1) ? remaining : TimeSpan.FromMilliseconds(1);
    }

    private async Task<bool> TryHoldAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await HoldAsync(cancellationToken);
        }
        catch (ApiException refusal)
        {
            LogNotHeld(_options.Lease.ToString(), refusal.Message);
            return false;
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            LogNotHeld(_options.Lease.ToString(), failure.Message);
            return false;
        }
    }

    private async Task<bool> HoldAsync(CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow().UtcDateTime;
        V1Lease current;
        try
        {
            current = await _api.GetAsync<V1Lease>(_options.Lease, cancellationToken);
        }
        catch (ApiException missing) when (missing.IsNotFound)
        {
            Observe(await _api.CreateAsync(NewLease(now), cancellationToken));
            return true;
        }

        Observe(current);
        if (IsHeldByOther && _time.GetElapsedTime(_observedAt) < TimeSpan.FromSeconds(current.Spec.LeaseDurationSeconds ?? 0))
        {
            return false;
        }

        var isRenewal = current.Spec.HolderIdentity == _options.Identity;
        Observe(await _api.UpdateAsync(
            current with
            {
                Spec = Held(now) with
                {
                    AcquireTime = isRenewal ? current.Spec.AcquireTime : now,
                    LeaseTransitions = (current.Spec.LeaseTransitions ?? 0) + (isRenewal ? 0 : 1),
                },
            },
            cancellationToken));
        return true;
    }

    private V1Lease NewLease(DateTime now) => new()
    {
        Metadata = new V1ObjectMeta { Name = _options.Lease.Name, NamespaceProperty = _options.Lease.Namespace },
        Spec = Held(now) with { AcquireTime = now, LeaseTransitions = 0 },
    };

    private V1LeaseSpec Held(DateTime now) => new()
    {
        HolderIdentity = _options.Identity,
        LeaseDurationSeconds = (int)_options.LeaseDuration.TotalSeconds,
        RenewTime = now,
    };

    private void Observe(V1Lease lease)
    {
        if (lease.Metadata.ResourceVersion != _observedVersion)
        {
            _observedVersion = lease.Metadata.ResourceVersion;
            _observedAt = _time.GetTimestamp();
        }

        _observed = lease;
    }

    /// <summary>Lets the next candidate in at once instead of after <see cref="LeaderElectionOptions.LeaseDuration"/>.</summary>
    private async Task ReleaseAsync()
    {
        if (_observed is null)
        {
            return;
        }

        // The caller's token is already cancelled; this last request has a short one of its own.
        using var deadline = new CancellationTokenSource(_options.RetryPeriod, _time);
        try
        {
            var now = _time.GetUtcNow().UtcDateTime;
            await _api.UpdateAsync(
                _observed with
                {
                    Spec = _observed.Spec with { HolderIdentity = "", LeaseDurationSeconds = 1, RenewTime = now, AcquireTime = now },
                },
                deadline.Token);
        }
#pragma warning disable CA1031 // Releasing is a courtesy: without it the Lease runs out by itself.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            LogNotHeld(_options.Lease.ToString(), failure.Message);
        }
    }

    [LoggerMessage(30, LogLevel.Information, "{Identity} leads by the Lease {Lease}")]
    private partial void LogLeading(string identity, string lease);

    [LoggerMessage(31, LogLevel.Debug, "The Lease {Lease} could not be written: {Reason}")]
    private partial void LogNotHeld(string lease, string reason);
}
