using System.Text;
using k8s.Models;
using MiniKube.Kubelet.Actuation;

namespace MiniKube.Kubelet.Volumes;

/// <summary>Keeps the tokens that pods see fresh: a new one when most of its time is over.</summary>
internal sealed class ServiceAccountTokens(IPodObjects objects, TimeProvider timeProvider)
{
    private const double FreshFraction = 0.8;

    private static readonly TimeSpan AgeMax = TimeSpan.FromHours(24);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _tokens = new(StringComparer.Ordinal);

    public async Task<byte[]> GetAsync(V1Pod pod, V1ServiceAccountTokenProjection projection, CancellationToken cancellationToken)
    {
        var key = $"{pod.Metadata.Uid}/{projection.Audience}/{projection.ExpirationSeconds}";
        var now = timeProvider.GetUtcNow();
        lock (_gate)
        {
            if (_tokens.TryGetValue(key, out var known) && now < known.RenewAt)
            {
                return known.Token;
            }
        }

        var answer = await objects.RequestTokenAsync(pod, projection, cancellationToken);
        var lifetime = answer.Status.ExpirationTimestamp is { } end ? new DateTimeOffset(end.ToUniversalTime(), TimeSpan.Zero) - now : TimeSpan.FromHours(1);
        var fresh = lifetime * FreshFraction;
        var entry = new Entry(Encoding.UTF8.GetBytes(answer.Status.Token), now + (fresh < AgeMax ? fresh : AgeMax));
        lock (_gate)
        {
            _tokens[key] = entry;
        }

        return entry.Token;
    }

    public void Forget(string podUid)
    {
        lock (_gate)
        {
            foreach (var key in _tokens.Keys.Where(key => key.StartsWith($"{podUid}/", StringComparison.Ordinal)).ToList())
            {
                _tokens.Remove(key);
            }
        }
    }

    private sealed record Entry(byte[] Token, DateTimeOffset RenewAt);
}
