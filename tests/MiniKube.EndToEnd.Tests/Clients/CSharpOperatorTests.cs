using System.Text.Json.Serialization;
using k8s;
using k8s.LeaderElection;
using k8s.LeaderElection.ResourceLock;
using k8s.Models;
using MiniKube.EndToEnd.Tests.Harness;

namespace MiniKube.EndToEnd.Tests.Clients;

/// <summary>What an operator in C# is made of: leader election, and its own kind by the client that knows no kinds.</summary>
public sealed class CSharpOperatorTests(SimulatedCluster cluster) : IAsyncLifetime
{
    private const string Group = "csharp.example.com";

    private Kubernetes _client = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await cluster.EnsureStartedAsync();
        _client = new Kubernetes(KubernetesClientConfiguration.BuildConfigFromConfigFile(cluster.Kubeconfig));
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact(Timeout = 120_000)]
    public async Task One_leads_and_when_it_goes_the_other_does()
    {
        using var endFirst = CancellationTokenSource.CreateLinkedTokenSource(Token);
        using var endSecond = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var (first, firstLeads) = Elect("first", endFirst.Token);
        await firstLeads.WaitAsync(Token);
        var (second, secondLeads) = Elect("second", endSecond.Token);

        var lease = await _client.CoordinationV1.ReadNamespacedLeaseAsync("csharp", "default", cancellationToken: Token);
        var isHeldBack = !secondLeads.IsCompleted;
        await endFirst.CancelAsync();
        await secondLeads.WaitAsync(Token);
        var after = await _client.CoordinationV1.ReadNamespacedLeaseAsync("csharp", "default", cancellationToken: Token);
        await endSecond.CancelAsync();
        await Task.WhenAll(first, second).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);

        lease.Spec.HolderIdentity.Should().Be("first");
        isHeldBack.Should().BeTrue();
        after.Spec.HolderIdentity.Should().Be("second");
        after.Spec.LeaseTransitions.Should().Be(1);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_kind_of_its_own_is_defined_made_patched_watched_and_removed()
    {
        var definition = KubernetesYaml.Deserialize<V1CustomResourceDefinition>(CronTabs.Definition(Group));
        await _client.ApiextensionsV1.CreateCustomResourceDefinitionAsync(definition, cancellationToken: Token);
        await EstablishedAsync();
        using var tabs = new GenericClient(_client, Group, "v1", "crontabs", disposeClient: false);

        var created = await tabs.CreateNamespacedAsync(new CronTab { Metadata = new V1ObjectMeta { Name = "tab" }, Spec = new CronTabSpec { Image = "one" } }, "default", Token);
        var patched = await tabs.PatchNamespacedAsync<CronTab>(
            new V1Patch("""{"spec":{"image":"two"}}""", V1Patch.PatchType.MergePatch), "default", "tab", Token);
        patched.Spec.Image = "three";
        var replaced = await tabs.ReplaceNamespacedAsync(patched, "default", "tab", Token);
        var list = await tabs.ListNamespacedAsync<CronTabList>("default", cancel: Token);
        var seen = new List<string>();
        await foreach (var (type, item) in tabs.WatchNamespacedAsync<CronTab>("default", cancel: Token))
        {
            seen.Add($"{type} {item.Metadata.Name}");
            if (type == WatchEventType.Deleted)
            {
                break;
            }

            await tabs.DeleteNamespacedAsync<V1Status>("default", "tab", Token);
        }

        created.Spec.Replicas.Should().Be(1, "the definition says so");
        created.Metadata.Uid.Should().NotBeNullOrEmpty();
        replaced.Spec.Image.Should().Be("three");
        replaced.Metadata.Generation.Should().Be(3);
        list.Items.Should().ContainSingle();
        seen.Should().Equal("Added tab", "Deleted tab");
        await _client.ApiextensionsV1.DeleteCustomResourceDefinitionAsync($"crontabs.{Group}", cancellationToken: Token);
    }

    private (Task Running, Task Leads) Elect(string identity, CancellationToken cancellationToken)
    {
        var leads = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var elector = new LeaderElector(new LeaderElectionConfig(new LeaseLock(_client, "default", "csharp", identity))
        {
            LeaseDuration = TimeSpan.FromSeconds(12),
            RenewDeadline = TimeSpan.FromSeconds(10),
            RetryPeriod = TimeSpan.FromSeconds(1),
        });
        elector.OnStartedLeading += () => leads.TrySetResult();
        return (elector.RunUntilLeadershipLostAsync(cancellationToken), leads.Task);
    }

    private async Task EstablishedAsync()
    {
        await foreach (var (_, item) in _client.ApiextensionsV1.WatchListCustomResourceDefinitionAsync(
            fieldSelector: $"metadata.name=crontabs.{Group}", cancellationToken: Token))
        {
            if (item.Status?.Conditions?.Any(condition => condition is { Type: "Established", Status: "True" }) == true)
            {
                return;
            }
        }
    }

#pragma warning disable MA0048 // The models of the test's kind.
    internal sealed class CronTab : IKubernetesObject<V1ObjectMeta>
    {
        [JsonPropertyName("apiVersion")]
        public string ApiVersion { get; set; } = $"{Group}/v1";

        [JsonPropertyName("kind")]
        public string Kind { get; set; } = "CronTab";

        [JsonPropertyName("metadata")]
        public V1ObjectMeta Metadata { get; set; } = new();

        [JsonPropertyName("spec")]
        public CronTabSpec Spec { get; set; } = new();
    }

    internal sealed class CronTabSpec
    {
        [JsonPropertyName("image")]
        public string Image { get; set; } = "";

        [JsonPropertyName("replicas")]
        public int? Replicas { get; set; }
    }

    internal sealed class CronTabList : IKubernetesObject<V1ListMeta>
    {
        [JsonPropertyName("apiVersion")]
        public string ApiVersion { get; set; } = "";

        [JsonPropertyName("kind")]
        public string Kind { get; set; } = "";

        [JsonPropertyName("metadata")]
        public V1ListMeta Metadata { get; set; } = new();

        [JsonPropertyName("items")]
        public List<CronTab> Items { get; set; } = [];
    }
#pragma warning restore MA0048
}
