using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using MiniKube.Api.Determinism;
using MiniKube.Api.Errors;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Admission;
using MiniKube.ApiServer.Admission.Matching;
using MiniKube.ApiServer.Admission.Quotas;
using MiniKube.ApiServer.Authentication;
using MiniKube.ApiServer.Registry;
using MiniKube.ApiServer.Registry.Allocation;
using MiniKube.ApiServer.Storage;
using MiniKube.Mvcc;
using MiniKube.Schema.Resources;
using MiniKube.Store;

namespace MiniKube.ApiServer.Tests.Admission.Matching;

public sealed class MatchCriteriaTests : IAsyncLifetime
{
    private static readonly GroupVersionResource Pods = new("", "v1", "pods");
    private static readonly GroupVersionResource Namespaces = new("", "v1", "namespaces");
    private static readonly GroupVersionResource Nodes = new("", "v1", "nodes");
    private static readonly GroupVersionResource CoreEvents = new("", "v1", "events");

    private EmbeddedStore _store = null!;
    private ObjectStorage _storage = null!;
    private ServedResources _resources = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _store = await EmbeddedStore.OpenAsync(new StoreOptions(), NullLoggerFactory.Instance, TimeProvider.System, Token);
        _storage = new ObjectStorage(_store);
        var random = new SeededRandomSource(1);
        var outside = new ApiServerServices(TimeProvider.System, random, new RandomUidSource(random), NullLoggerFactory.Instance);
        var allocator = new ServiceAllocator(_storage, new ServiceRanges(System.Net.IPNetwork.Parse("10.96.0.0/12"), second: null), outside);
        _resources = new ServedResources(ApiCatalog.BuiltIn, new Strategies(allocator, new ServedApi(), new SettledQuotas(new QuotaIndex())));
        await StoreNamespaceAsync("x", """{"team":"a"}""");
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Theory]
    [InlineData("*", "", true)]
    [InlineData("*", "status", false)]
    [InlineData("*/*", "", true)]
    [InlineData("*/*", "status", true)]
    [InlineData("pods", "", true)]
    [InlineData("pods", "status", false)]
    [InlineData("pods/*", "", true)]
    [InlineData("pods/*", "exec", true)]
    [InlineData("pods/exec", "exec", true)]
    [InlineData("pods/exec", "attach", false)]
    [InlineData("*/exec", "exec", true)]
    [InlineData("secrets", "", false)]
    public async Task A_rule_names_resources_and_their_parts(string resource, string subresource, bool matches)
    {
        var criteria = Webhook($$"""{"rules":[{"operations":["*"],"apiGroups":["*"],"apiVersions":["*"],"resources":["{{resource}}"]}]}""");

        (await criteria.MatchAsync(Write(Pods, subresource), Token) is not null).Should().Be(matches);
    }

    [Theory]
    [InlineData("CREATE", "", "v1", true)]
    [InlineData("*", "*", "*", true)]
    [InlineData("UPDATE", "", "v1", false)]
    [InlineData("CREATE", "apps", "v1", false)]
    [InlineData("CREATE", "", "v1beta1", false)]
    public async Task A_rule_names_operation_group_and_version(string operation, string group, string version, bool matches)
    {
        var criteria = Webhook(
            $$"""{"rules":[{"operations":["{{operation}}"],"apiGroups":["{{group}}"],"apiVersions":["{{version}}"],"resources":["pods"]}]}""");

        (await criteria.MatchAsync(Write(Pods), Token) is not null).Should().Be(matches);
    }

    [Theory]
    [InlineData("*", true, true, true)]
    [InlineData("Namespaced", true, false, false)]
    [InlineData("Cluster", false, true, true)]
    public async Task A_scope_takes_namespaces_for_cluster_scoped(string scope, bool pods, bool nodes, bool namespaces)
    {
        var criteria = Webhook($$"""{"rules":[{{Rule("*", scope)}}]}""");

        (await criteria.MatchAsync(Write(Pods), Token) is not null).Should().Be(pods);
        (await criteria.MatchAsync(Write(Nodes), Token) is not null).Should().Be(nodes);
        (await criteria.MatchAsync(Write(Namespaces), Token) is not null).Should().Be(namespaces);
    }

    [Fact]
    public async Task An_equivalent_version_is_found_unless_the_match_is_to_be_exact()
    {
        const string Rules = """[{"operations":["*"],"apiGroups":["events.k8s.io"],"apiVersions":["v1"],"resources":["events"]}]""";

        var equivalent = await Webhook($$"""{"matchPolicy":"Equivalent","rules":{{Rules}}}""").MatchAsync(Write(CoreEvents), Token);
        var exact = await Webhook($$"""{"matchPolicy":"Exact","rules":{{Rules}}}""").MatchAsync(Write(CoreEvents), Token);

        equivalent!.Kind.Should().Be(new GroupVersionKind("events.k8s.io", "v1", "Event"));
        equivalent.Resource.Definition.Resource.Should().Be(new GroupVersionResource("events.k8s.io", "v1", "events"));
        exact.Should().BeNull();
    }

    [Fact]
    public async Task The_version_of_the_request_comes_before_an_equivalent_one()
    {
        var criteria = Webhook(
            """{"rules":[{"operations":["*"],"apiGroups":["events.k8s.io",""],"apiVersions":["v1"],"resources":["events"]}]}""");

        (await criteria.MatchAsync(Write(CoreEvents), Token))!.Kind.Should().Be(new GroupVersionKind("", "v1", "Event"));
    }

    [Theory]
    [InlineData("a", true)]
    [InlineData("b", false)]
    public async Task A_namespace_selector_asks_the_labels_of_the_namespace(string team, bool matches)
    {
        var criteria = Webhook($$"""{"namespaceSelector":{"matchLabels":{"team":"{{team}}"} },"rules":[{{Rule("*")}}]}""");

        (await criteria.MatchAsync(Write(Pods), Token) is not null).Should().Be(matches);
        (await criteria.MatchAsync(Write(Nodes), Token)).Should().NotBeNull("what lies in no namespace is not exempt by one");
    }

    [Fact]
    public async Task Of_a_namespace_that_is_written_the_labels_that_it_shall_have_are_asked_and_of_one_that_is_deleted_those_it_has()
    {
        var criteria = Webhook($$"""{"namespaceSelector":{"matchLabels":{"team":"b"} },"rules":[{{Rule("*")}}]}""");
        var written = JsonNode.Parse("""{"metadata":{"name":"x","labels":{"team":"b"}}}""")!.AsObject();

        (await criteria.MatchAsync(Subject(AdmissionOperation.Update, Namespaces, "", written, null), Token)).Should().NotBeNull();
        (await criteria.MatchAsync(Subject(AdmissionOperation.Delete, Namespaces, "", null, written), Token)).Should().BeNull();
    }

    [Fact]
    public async Task A_missing_namespace_is_told_only_where_the_rules_ask_for_the_write()
    {
        var asks = Webhook($$"""{"namespaceSelector":{"matchLabels":{"team":"b"} },"rules":[{{Rule("pods")}}]}""");
        var other = Webhook($$"""{"namespaceSelector":{"matchLabels":{"team":"b"} },"rules":[{{Rule("secrets")}}]}""");
        var subject = Write(Pods, ns: "gone");

        var act = async () => await asks.MatchAsync(subject, Token);

        (await act.Should().ThrowAsync<ApiException>()).Which.IsNotFound.Should().BeTrue();
        (await other.MatchAsync(subject, Token)).Should().BeNull();
    }

    [Fact]
    public async Task An_object_selector_asks_the_new_object_and_the_old_one()
    {
        var criteria = Webhook($$"""{"objectSelector":{"matchLabels":{"app":"web"} },"rules":[{{Rule("*/*")}}]}""");
        JsonObject Labelled(string app) => new() { ["metadata"] = new JsonObject { ["name"] = "p", ["labels"] = new JsonObject { ["app"] = app } } };

        (await criteria.MatchAsync(Subject(AdmissionOperation.Update, Pods, "", Labelled("web"), Labelled("db")), Token)).Should().NotBeNull();
        (await criteria.MatchAsync(Subject(AdmissionOperation.Update, Pods, "", Labelled("db"), Labelled("web")), Token)).Should().NotBeNull();
        (await criteria.MatchAsync(Subject(AdmissionOperation.Update, Pods, "", Labelled("db"), Labelled("db")), Token)).Should().BeNull();
        (await criteria.MatchAsync(Subject(AdmissionOperation.Connect, Pods, "exec", new JsonObject { ["command"] = new JsonArray("sh") }, null), Token))
            .Should().BeNull("the options of an exec have no labels");
    }

    [Fact]
    public async Task A_selector_that_wants_a_label_absent_does_not_match_what_has_no_metadata()
    {
        var criteria = Webhook(
            $$"""{"objectSelector":{"matchExpressions":[{"key":"app","operator":"DoesNotExist"}]},"rules":[{{Rule("*/*")}}]}""");

        (await criteria.MatchAsync(Subject(AdmissionOperation.Connect, Pods, "exec", [], null), Token)).Should().BeNull();
        (await criteria.MatchAsync(Write(Pods), Token)).Should().NotBeNull();
    }

    [Fact]
    public async Task A_policy_without_rules_is_about_everything_but_what_it_excludes()
    {
        var policy = MatchCriteria.OfPolicy(JsonNode.Parse($$"""{"excludeResourceRules":[{{Rule("nodes")}}]}""")!.AsObject());

        (await policy.MatchAsync(Write(Pods), Token)).Should().NotBeNull();
        (await policy.MatchAsync(Write(Nodes), Token)).Should().BeNull();
        (await MatchCriteria.OfPolicy(null).MatchAsync(Write(Nodes), Token)).Should().NotBeNull();
        (await Webhook("{}").MatchAsync(Write(Pods), Token)).Should().BeNull("a webhook without rules is about nothing");
    }

    [Fact]
    public async Task A_rule_of_a_policy_may_name_the_objects()
    {
        var rule = JsonNode.Parse(Rule("pods"))!.AsObject();
        rule["resourceNames"] = new JsonArray("q");
        var policy = MatchCriteria.OfPolicy(new JsonObject { ["resourceRules"] = new JsonArray(rule) });

        (await policy.MatchAsync(Write(Pods, name: "p"), Token)).Should().BeNull();
        (await policy.MatchAsync(Write(Pods, name: "q"), Token)).Should().NotBeNull();
    }

    [Theory]
    [InlineData("admissionregistration.k8s.io", "mutatingwebhookconfigurations", true)]
    [InlineData("admissionregistration.k8s.io", "validatingwebhookconfigurations", true)]
    [InlineData("admissionregistration.k8s.io", "validatingadmissionpolicies", true)]
    [InlineData("admissionregistration.k8s.io", "validatingadmissionpolicybindings", true)]
    [InlineData("apiextensions.k8s.io", "customresourcedefinitions", false)]
    public void The_configuration_of_admission_is_exempt(string group, string resource, bool isExempt) =>
        Write(new GroupVersionResource(group, "v1", resource)).IsExempt.Should().Be(isExempt);

    [Fact]
    public async Task An_object_is_shown_in_the_equivalent_version_with_its_resource_version()
    {
        var autoscalers = _resources.Get(new GroupVersionResource("autoscaling", "v2", "horizontalpodautoscalers"));
        var old = _resources.Get(new GroupVersionResource("autoscaling", "v1", "horizontalpodautoscalers"));
        var tree = JsonNode.Parse(
            """
            {"apiVersion":"autoscaling/v1","kind":"HorizontalPodAutoscaler","metadata":{"name":"h","namespace":"x","resourceVersion":"7"},
             "spec":{"maxReplicas":3,"targetCPUUtilizationPercentage":50,"scaleTargetRef":{"kind":"Deployment","name":"d"}}}
            """)!.AsObject();

        var converted = await EquivalentObject.ConvertAsync(tree, old, autoscalers, Token);
        var back = await EquivalentObject.ConvertAsync(converted, autoscalers, old, Token);

        converted.Text("apiVersion").Should().Be("autoscaling/v2");
        converted["spec"]!["metrics"]![0]!["resource"]!["target"]!["averageUtilization"]!.GetValue<long>().Should().Be(50);
        converted.Metadata.Text("resourceVersion").Should().Be("7");
        converted.Metadata.Text("uid").Should().BeEmpty();
        back["spec"]!["targetCPUUtilizationPercentage"]!.GetValue<long>().Should().Be(50);
        tree.Text("apiVersion").Should().Be("autoscaling/v1", "the original stays as it is");
    }

    private static string Rule(string resource, string scope = "*") =>
        $$"""{"operations":["*"],"apiGroups":["*"],"apiVersions":["*"],"resources":["{{resource}}"],"scope":"{{scope}}"}""";

    private static MatchCriteria Webhook(string json) => MatchCriteria.OfWebhook(JsonNode.Parse(json)!.AsObject());

    private MatchSubject Write(GroupVersionResource resource, string subresource = "", string name = "p", string ns = "x") => Subject(
        AdmissionOperation.Create, resource, subresource, new JsonObject { ["metadata"] = new JsonObject { ["name"] = name } }, null, ns);

    private MatchSubject Subject(
        AdmissionOperation operation, GroupVersionResource resource, string subresource, JsonObject? written, JsonObject? existing, string ns = "x")
    {
        var served = _resources.Get(resource);
        var request = new RegistryRequest
        {
            Resource = served,
            Namespace = served.Definition.IsNamespaced ? ns : "",
            Name = operation == AdmissionOperation.Create ? "" : resource == Namespaces ? "x" : "p",
            Subresource = subresource,
            Caller = UserInfo.Authenticated("tester"),
            Now = DateTimeOffset.UnixEpoch,
        };
        return new MatchSubject(new AdmissionRequest(operation, request, written, existing), _storage, _resources);
    }

    private async Task StoreNamespaceAsync(string name, string labels)
    {
        var tree = JsonNode.Parse($$"""{"metadata":{"name":"{{name}}","uid":"u","labels":{{labels}} } }""")!.AsObject();
        var value = StoredObjectEncoder.Encode(tree, _resources.Get(Namespaces).Definition.Schema);
        await _storage.PutAsync(ResourceKeys.Namespaces.For(new("", name)), Revision.Zero, value, batch: null, Token);
    }
}
