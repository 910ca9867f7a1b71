using k8s.Models;
using MiniKube.Controllers.ServiceAccounts.LegacyTokens;
using MiniKube.Controllers.Tests.Common;

namespace MiniKube.Controllers.Tests.ServiceAccounts.LegacyTokens;

public sealed class LegacyTokenControllerTests : IAsyncDisposable
{
    private readonly ControllerCluster _cluster = new();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task An_unused_token_is_taken_out_of_use_and_a_year_later_it_is_gone()
    {
        PutTracking("2024-12-30");
        PutAccountWithToken();
        _cluster.Start();

        await _cluster.UntilAsync(() => Label() == "2026-01-01");
        _cluster.Time.Advance(TimeSpan.FromDays(364));
        await _cluster.UntilAsync(() => _cluster.Host.PendingCount == 0);
        _cluster.Api.All<V1Secret>().Should().ContainSingle("a year is not over");
        _cluster.Time.Advance(TimeSpan.FromDays(3));

        await _cluster.UntilAsync(() => _cluster.Api.All<V1Secret>().Count == 0);
    }

    [Fact]
    public async Task Nothing_happens_to_a_token_before_uses_have_been_written_down_for_a_year()
    {
        PutTracking("2025-12-31");
        PutAccountWithToken();
        _cluster.Start();

        await _cluster.UntilAsync(() => _cluster.Host is { PendingCount: 0, DelayedCount: > 0 });
        Label().Should().BeNull();
        _cluster.Time.Advance(TimeSpan.FromDays(366));

        await _cluster.UntilAsync(() => Label() is not null);
    }

    private string? Label() => _cluster.Api.All<V1Secret>().Single().Metadata.Labels is { } labels && labels.TryGetValue(LegacyTokenPlanner.InvalidSinceLabel, out var since) ? since : null;

    private void PutTracking(string since) => _cluster.Api.Put(new V1ConfigMap
    {
        Metadata = new V1ObjectMeta { Name = "kube-apiserver-legacy-service-account-token-tracking", NamespaceProperty = "kube-system" },
        Data = new Dictionary<string, string> { ["since"] = since },
    });

    private void PutAccountWithToken()
    {
        _cluster.Api.Put(new V1ServiceAccount { Metadata = new V1ObjectMeta { Name = "robot", NamespaceProperty = "default" }, Secrets = [new V1ObjectReference { Name = "robot-token" }] });
        _cluster.Api.Put(new V1Secret
        {
            Metadata = new V1ObjectMeta
            {
                Name = "robot-token",
                NamespaceProperty = "default",
                CreationTimestamp = new DateTime(2021, 1, 1, 0, 0, 0, DateTimeKind.Utc),
                Annotations = new Dictionary<string, string> { ["kubernetes.io/service-account.name"] = "robot" },
            },
            Type = "kubernetes.io/service-account-token",
        });
    }
}
