using System.Net;
using System.Text.Json;
using k8s;
using k8s.Autorest;
using k8s.Models;
using MiniKube.EndToEnd.Tests.Harness;

namespace MiniKube.EndToEnd.Tests.Clients;

/// <summary>The official C# client, through TLS, as a program uses it.</summary>
public sealed class CSharpClientTests(SimulatedCluster cluster) : IAsyncLifetime
{
    private readonly string _namespace = "cs" + Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(4));
    private Kubernetes _client = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await cluster.EnsureStartedAsync();
        _client = new Kubernetes(KubernetesClientConfiguration.BuildConfigFromConfigFile(cluster.Kubeconfig));
        await _client.CoreV1.CreateNamespaceAsync(new V1Namespace { Metadata = new V1ObjectMeta { Name = _namespace } }, cancellationToken: Token);
    }

    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1), TimeProvider.System);
        await _client.CoreV1.DeleteNamespaceAsync(_namespace, cancellationToken: limit.Token);
        _client.Dispose();
    }

    [Fact(Timeout = 120_000)]
    public async Task Objects_are_created_read_listed_replaced_and_deleted()
    {
        var created = await CreateAsync("a", ("k", "1"));
        await CreateAsync("b", ("k", "2"));

        var read = await _client.CoreV1.ReadNamespacedConfigMapAsync("a", _namespace, cancellationToken: Token);
        var selected = await _client.CoreV1.ListNamespacedConfigMapAsync(_namespace, labelSelector: "app in (a, x)", cancellationToken: Token);
        read.Data["k"] = "3";
        var replaced = await _client.CoreV1.ReplaceNamespacedConfigMapAsync(read, "a", _namespace, cancellationToken: Token);
        var deleted = await _client.CoreV1.DeleteNamespacedConfigMapAsync("a", _namespace, cancellationToken: Token);

        read.Metadata.Uid.Should().Be(created.Metadata.Uid);
        read.Metadata.CreationTimestamp.Should().NotBeNull();
        selected.Items.Select(item => item.Metadata.Name).Should().Equal("a");
        replaced.Data["k"].Should().Be("3");
        deleted.Status.Should().Be("Success");
        await RefusedAsync(HttpStatusCode.NotFound, "NotFound", () => _client.CoreV1.ReadNamespacedConfigMapAsync("a", _namespace, cancellationToken: Token));
    }

    [Fact(Timeout = 120_000)]
    public async Task Refusals_carry_their_code_and_reason()
    {
        var created = await CreateAsync("a", ("k", "1"));
        await _client.CoreV1.ReplaceNamespacedConfigMapAsync(created with { Data = new Dictionary<string, string> { ["k"] = "2" } }, "a", _namespace, cancellationToken: Token);

        await RefusedAsync(HttpStatusCode.Conflict, "AlreadyExists", () => CreateAsync("a"));
        await RefusedAsync(HttpStatusCode.Conflict, "Conflict", () => _client.CoreV1.ReplaceNamespacedConfigMapAsync(created, "a", _namespace, cancellationToken: Token));
        await RefusedAsync(HttpStatusCode.UnprocessableEntity, "Invalid", () => CreateAsync("not_a_name"));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_long_list_comes_in_pages_of_one_revision()
    {
        for (var number = 0; number < 5; number++)
        {
            await CreateAsync($"page-{number}");
        }

        var names = new List<string>();
        var revisions = new HashSet<string>();
        string? next = null;
        do
        {
            var page = await _client.CoreV1.ListNamespacedConfigMapAsync(_namespace, limit: 2, continueParameter: next, cancellationToken: Token);
            names.AddRange(page.Items.Select(item => item.Metadata.Name).Where(name => name.StartsWith("page-", StringComparison.Ordinal)));
            revisions.Add(page.Metadata.ResourceVersion);
            next = page.Metadata.ContinueProperty;
        }
        while (!string.IsNullOrEmpty(next));

        names.Should().Equal("page-0", "page-1", "page-2", "page-3", "page-4");
        revisions.Should().ContainSingle();
    }

    [Fact(Timeout = 120_000)]
    public async Task The_three_patches_change_what_they_say()
    {
        await CreateAsync("a", ("k", "1"));

        var json = await PatchAsync("""[{"op":"replace","path":"/data/k","value":"2"}]""", V1Patch.PatchType.JsonPatch);
        var merge = await PatchAsync("""{"data":{"k":null,"m":"3"}}""", V1Patch.PatchType.MergePatch);
        var strategic = await PatchAsync("""{"metadata":{"labels":{"app":"z"}}}""", V1Patch.PatchType.StrategicMergePatch);

        json.Data["k"].Should().Be("2");
        merge.Data.Should().BeEquivalentTo(new Dictionary<string, string> { ["m"] = "3" });
        strategic.Metadata.Labels["app"].Should().Be("z");
    }

    [Fact(Timeout = 120_000)]
    public async Task Apply_owns_conflicts_takes_over_and_lets_go()
    {
        var one = await ApplyAsync("one", "{\"k\":\"1\",\"m\":\"1\"}");
        await RefusedAsync(HttpStatusCode.Conflict, "Conflict", () => ApplyAsync("two", "{\"k\":\"2\"}"));
        var forced = await ApplyAsync("two", "{\"k\":\"2\"}", force: true);
        var dropped = await ApplyAsync("one", "{}");

        one.Metadata.ManagedFields.Should().ContainSingle().Which.Should().Match<V1ManagedFieldsEntry>(entry => entry.Manager == "one" && entry.Operation == "Apply");
        forced.Data["k"].Should().Be("2");
        dropped.Data.Should().BeEquivalentTo(new Dictionary<string, string> { ["k"] = "2" });
    }

    [Fact(Timeout = 120_000)]
    public async Task A_watch_tells_every_change_in_order_and_bookmarks_where_it_is()
    {
        var list = await _client.CoreV1.ListNamespacedConfigMapAsync(_namespace, cancellationToken: Token);
        var seen = new List<string>();
        var bookmarks = new List<string>();
        var watching = WatchAsync();

        var created = await CreateAsync("w");
        created.Data = new Dictionary<string, string> { ["k"] = "v" };
        await _client.CoreV1.ReplaceNamespacedConfigMapAsync(created, "w", _namespace, cancellationToken: Token);
        await _client.CoreV1.DeleteNamespacedConfigMapAsync("w", _namespace, cancellationToken: Token);
        await watching;

        seen.Should().ContainInOrder("Added w", "Modified w", "Deleted w");
        bookmarks.Should().NotBeEmpty().And.AllSatisfy(revision => long.Parse(revision).Should().BeGreaterThan(long.Parse(list.Metadata.ResourceVersion)));

        async Task WatchAsync()
        {
            // A bookmark comes before the time of the watch is over.
            await foreach (var (type, item) in _client.CoreV1.WatchListNamespacedConfigMapAsync(
                _namespace, resourceVersion: list.Metadata.ResourceVersion, allowWatchBookmarks: true, timeoutSeconds: 8, cancellationToken: Token))
            {
                (type == WatchEventType.Bookmark ? bookmarks : seen).Add(type == WatchEventType.Bookmark ? item.Metadata.ResourceVersion : $"{type} {item.Metadata.Name}");
            }
        }
    }

    [Fact(Timeout = 120_000)]
    public async Task Subresources_have_their_calls()
    {
        await _client.AppsV1.CreateNamespacedDeploymentAsync(Deployment("web", 2), _namespace, cancellationToken: Token);
        await ReachAsync(available: 2);

        var scale = await _client.AppsV1.ReadNamespacedDeploymentScaleAsync("web", _namespace, cancellationToken: Token);
        scale.Spec.Replicas = 1;
        var scaled = await _client.AppsV1.ReplaceNamespacedDeploymentScaleAsync(scale, "web", _namespace, cancellationToken: Token);
        await ReachAsync(available: 1);
        var pod = (await _client.CoreV1.ListNamespacedPodAsync(_namespace, fieldSelector: "status.phase=Running", cancellationToken: Token)).Items[0];
        var token = await _client.CoreV1.CreateNamespacedServiceAccountTokenAsync(
            new Authenticationv1TokenRequest { Spec = new V1TokenRequestSpec { Audiences = ["mine"], ExpirationSeconds = 600 } }, "default", _namespace, cancellationToken: Token);
        var debugged = await _client.CoreV1.PatchNamespacedPodEphemeralcontainersAsync(
            new V1Patch("""{"spec":{"ephemeralContainers":[{"name":"d","image":"i"}]}}""", V1Patch.PatchType.StrategicMergePatch), pod.Metadata.Name, _namespace, cancellationToken: Token);
        await _client.CoreV1.CreateNamespacedPodEvictionAsync(
            new V1Eviction { Metadata = new V1ObjectMeta { Name = pod.Metadata.Name } }, pod.Metadata.Name, _namespace, cancellationToken: Token);

        scale.Status.Selector.Should().Be("app=web");
        scaled.Spec.Replicas.Should().Be(1);
        token.Status.Token.Should().MatchRegex(@"^[\w-]+\.[\w-]+\.[\w-]+$");
        debugged.Spec.EphemeralContainers.Should().ContainSingle();
    }

    [Fact(Timeout = 120_000)]
    public async Task Reviews_are_answered()
    {
        var may = await _client.AuthorizationV1.CreateSelfSubjectAccessReviewAsync(
            new V1SelfSubjectAccessReview { Spec = new V1SelfSubjectAccessReviewSpec { ResourceAttributes = new V1ResourceAttributes { Verb = "delete", Resource = "nodes" } } },
            cancellationToken: Token);
        var who = await _client.AuthenticationV1.CreateSelfSubjectReviewAsync(new V1SelfSubjectReview(), cancellationToken: Token);

        may.Status.Allowed.Should().BeTrue();
        who.Status.UserInfo.Username.Should().Be("kubernetes-admin");
    }

    [Fact(Timeout = 120_000)]
    public async Task A_collection_is_deleted_by_its_labels()
    {
        await CreateAsync("a");
        await CreateAsync("b");

        await _client.CoreV1.DeleteCollectionNamespacedConfigMapAsync(_namespace, labelSelector: "app=a", cancellationToken: Token);

        (await _client.CoreV1.ListNamespacedConfigMapAsync(_namespace, labelSelector: "app", cancellationToken: Token)).Items
            .Select(item => item.Metadata.Name).Should().Equal("b");
    }

    private async Task ReachAsync(int available)
    {
        await foreach (var (_, item) in _client.AppsV1.WatchListNamespacedDeploymentAsync(_namespace, cancellationToken: Token))
        {
            if (item.Status is { AvailableReplicas: var now, Replicas: var all } && now == available && all == available)
            {
                return;
            }
        }
    }

    private Task<V1ConfigMap> CreateAsync(string name, params (string Key, string Value)[] data) => _client.CoreV1.CreateNamespacedConfigMapAsync(
        new V1ConfigMap
        {
            Metadata = new V1ObjectMeta { Name = name, Labels = new Dictionary<string, string> { ["app"] = name } },
            Data = data.ToDictionary(pair => pair.Key, pair => pair.Value),
        },
        _namespace,
        cancellationToken: Token);

    private Task<V1ConfigMap> PatchAsync(string patch, V1Patch.PatchType type) =>
        _client.CoreV1.PatchNamespacedConfigMapAsync(new V1Patch(patch, type), "a", _namespace, cancellationToken: Token);

    private Task<V1ConfigMap> ApplyAsync(string manager, string data, bool? force = null) => _client.CoreV1.PatchNamespacedConfigMapAsync(
        new V1Patch($$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"applied"},"data":{{data}}}""", V1Patch.PatchType.ApplyPatch),
        "applied",
        _namespace,
        fieldManager: manager,
        force: force,
        cancellationToken: Token);

    private static async Task RefusedAsync(HttpStatusCode code, string reason, Func<Task> call)
    {
        var refusal = (await call.Should().ThrowAsync<HttpOperationException>()).Which;
        refusal.Response.StatusCode.Should().Be(code);
        JsonDocument.Parse(refusal.Response.Content).RootElement.GetProperty("reason").GetString().Should().Be(reason);
    }

    private static V1Deployment Deployment(string name, int replicas)
    {
        var labels = new Dictionary<string, string> { ["app"] = name };
        return new V1Deployment
        {
            Metadata = new V1ObjectMeta { Name = name },
            Spec = new V1DeploymentSpec
            {
                Replicas = replicas,
                Selector = new V1LabelSelector { MatchLabels = labels },
                Template = new V1PodTemplateSpec
                {
                    Metadata = new V1ObjectMeta { Labels = labels },
                    Spec = new V1PodSpec { Containers = [new V1Container { Name = "c", Image = "i" }] },
                },
            },
        };
    }
}
