using Prometheus;

namespace MiniKube.ApiServer.Authentication;

/// <summary>Counts uses of service account tokens under upstream's names.</summary>
internal sealed class ServiceAccountTokenMetrics
{
    private readonly Counter _legacy;
    private readonly Counter _manual;
    private readonly Counter _automatic;
    private readonly Counter _invalid;
    private readonly Counter _valid;

    public ServiceAccountTokenMetrics(CollectorRegistry registry)
    {
        var metrics = Prometheus.Metrics.WithCustomRegistry(registry);
        _legacy = metrics.CreateCounter("serviceaccount_legacy_tokens_total", "Uses of tokens that are kept in Secrets.");
        _manual = metrics.CreateCounter("serviceaccount_legacy_manual_token_uses_total", "Uses of tokens in Secrets that somebody made.");
        _automatic = metrics.CreateCounter("serviceaccount_legacy_auto_token_uses_total", "Uses of tokens in Secrets that the cluster made and that their accounts list.");
        _invalid = metrics.CreateCounter("serviceaccount_invalid_legacy_auto_token_uses_total", "Refused uses of tokens in Secrets that were taken out of use.");
        _valid = metrics.CreateCounter("serviceaccount_valid_tokens_total", "Uses of bound tokens.");

        // The end of a bound token is what was asked for: there is none that has outlived it.
        _ = metrics.CreateCounter("serviceaccount_stale_tokens_total", "Uses of bound tokens beyond the end that was asked for.");
    }

    public void CountBound() => _valid.Inc();

    public void CountLegacy(bool isAutomatic)
    {
        _legacy.Inc();
        (isAutomatic ? _automatic : _manual).Inc();
    }

    public void CountInvalid() => _invalid.Inc();
}
