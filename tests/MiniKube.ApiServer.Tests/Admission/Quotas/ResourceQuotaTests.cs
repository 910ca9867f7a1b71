using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Admission.Quotas;

public sealed class ResourceQuotaTests : IAsyncLifetime
{
    private const string Default = "/api/v1/namespaces/default";

    private ApiCluster _cluster = null!;

    public async ValueTask InitializeAsync() => _cluster = await ApiCluster.StartAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Nothing_is_sold_twice_to_sixty_four_writers()
    {
        await QuotaAsync("q", """{"configmaps":"20"}""", """{"configmaps":"0"}""");

        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => _cluster.PostConfigMapAsync($"c{i}")));

        answers.Count(answer => answer.Code == 201).Should().Be(20);
        answers.Where(answer => answer.Code != 201).Should().OnlyContain(answer => answer.Code == 403);
        (await _cluster.GetAsync($"{Default}/configmaps")).Items.Should().HaveCount(20);
        (await UsedAsync("q")).Should().Be("""{"configmaps":"20"}""");
    }

    [Fact]
    public async Task Writers_do_not_fail_for_having_met()
    {
        await QuotaAsync("q", """{"configmaps":"1000","count/configmaps":"1000"}""", """{"configmaps":"0","count/configmaps":"0"}""");
        await QuotaAsync("r", """{"configmaps":"2000"}""", """{"configmaps":"0"}""");

        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => _cluster.PostConfigMapAsync($"c{i}")));

        answers.Should().OnlyContain(answer => answer.Code == 201);
        (await UsedAsync("q")).Should().Be("""{"configmaps":"64","count/configmaps":"64"}""");
        (await UsedAsync("r")).Should().Be("""{"configmaps":"64"}""");
    }

    [Fact]
    public async Task What_is_not_stored_is_not_charged()
    {
        await QuotaAsync("q", """{"configmaps":"5"}""", """{"configmaps":"0"}""");

        await _cluster.PostConfigMapAsync("one");
        var again = await _cluster.PostConfigMapAsync("one");
        var tried = await _cluster.PostConfigMapAsync("two", query: "?dryRun=All");

        again.Code.Should().Be(409);
        tried.Code.Should().Be(201);
        (await UsedAsync("q")).Should().Be("""{"configmaps":"1"}""");
    }

    [Fact]
    public async Task A_dry_run_is_refused_as_the_write_would_be()
    {
        await QuotaAsync("q", """{"configmaps":"0"}""", """{"configmaps":"0"}""");

        (await _cluster.PostConfigMapAsync("c", query: "?dryRun=All")).Message.Should()
            .Be("configmaps \"c\" is forbidden: exceeded quota: q, requested: configmaps=1, used: configmaps=0, limited: configmaps=0");
    }

    [Fact]
    public async Task A_refusal_names_what_is_asked_for_and_what_is_left()
    {
        await QuotaAsync("compute", """{"requests.cpu":"1","limits.memory":"1Gi","pods":"5"}""", """{"requests.cpu":"600m","limits.memory":"0","pods":"1"}""");

        var silent = await PodAsync("p", "");
        var large = await PodAsync("p", """ "requests":{"cpu":"500m"},"limits":{"memory":"512Mi"}""");
        var fitting = await PodAsync("p", """ "requests":{"cpu":"400m"},"limits":{"memory":"512Mi"}""");

        silent.Code.Should().Be(403);
        silent.Message.Should().Be("pods \"p\" is forbidden: failed quota: compute: must specify limits.memory for: c; requests.cpu for: c");
        large.Message.Should().Be("pods \"p\" is forbidden: exceeded quota: compute, requested: requests.cpu=500m, used: requests.cpu=600m, limited: requests.cpu=1");
        fitting.Code.Should().Be(201, fitting.Text);
        (await UsedAsync("compute")).Should().Be("""{"limits.memory":"512Mi","pods":"2","requests.cpu":"1"}""");
    }

    [Fact]
    public async Task A_quota_that_was_not_counted_yet_takes_nothing_in()
    {
        await QuotaAsync("q", """{"configmaps":"5","count/configmaps":"5"}""", """{"configmaps":"0"}""");

        (await _cluster.PostConfigMapAsync("c")).Message.Should().EndWith("status unknown for quota: q, resources: configmaps,count/configmaps");
    }

    [Fact]
    public async Task A_scope_says_which_pods_count()
    {
        await QuotaAsync("q", """{"pods":"0"}""", """{"pods":"0"}""", """ "scopes":["BestEffort"]""");
        await QuotaAsync("p", """{"pods":"0"}""", """{"pods":"0"}""", """ "scopeSelector":{"matchExpressions":[{"scopeName":"PriorityClass","operator":"In","values":["system-node-critical"]}]}""");

        var plain = await PodAsync("plain", """ "requests":{"cpu":"1"}""");
        var bestEffort = await PodAsync("best", "");

        plain.Code.Should().Be(201, plain.Text);
        bestEffort.Message.Should().Contain("exceeded quota: q, requested: pods=1, used: pods=0, limited: pods=0");
    }

    [Fact]
    public async Task A_service_pays_the_difference_when_it_becomes_another()
    {
        await QuotaAsync("q", """{"services":"3","services.nodeports":"2","services.loadbalancers":"0"}""", """{"services":"0","services.nodeports":"0","services.loadbalancers":"0"}""");
        await _cluster.CreateAsync($"{Default}/services", """{"metadata":{"name":"s"},"spec":{"ports":[{"port":1,"name":"a"},{"port":2,"name":"b"}]}}""");

        var ports = await _cluster.MergeAsync($"{Default}/services/s", """{"spec":{"type":"NodePort"}}""");
        var balanced = await _cluster.MergeAsync($"{Default}/services/s", """{"spec":{"type":"LoadBalancer"}}""");

        ports.Code.Should().Be(200, ports.Text);
        balanced.Message.Should().Be(
            "services \"s\" is forbidden: exceeded quota: q, requested: services.loadbalancers=1, used: services.loadbalancers=0, limited: services.loadbalancers=0");
        (await UsedAsync("q")).Should().Be("""{"services":"1","services.loadbalancers":"0","services.nodeports":"2"}""");
    }

    [Fact]
    public async Task Objects_of_any_kind_are_counted()
    {
        await QuotaAsync("q", """{"count/deployments.apps":"1"}""", """{"count/deployments.apps":"0"}""");

        await _cluster.CreateDeploymentAsync("one");
        var second = await _cluster.PostAsync("/apis/apps/v1/namespaces/default/deployments", """
            {"metadata":{"name":"two"},"spec":{"selector":{"matchLabels":{"a":"b"}},
             "template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}}
            """);

        second.Message.Should().Be(
            "deployments.apps \"two\" is forbidden: exceeded quota: q, requested: count/deployments.apps=1, used: count/deployments.apps=1, limited: count/deployments.apps=1");
    }

    [Fact]
    public async Task Other_namespaces_and_kinds_are_free()
    {
        await QuotaAsync("q", """{"configmaps":"0"}""", """{"configmaps":"0"}""");

        var elsewhere = await _cluster.PostAsync("/api/v1/namespaces/kube-public/configmaps", """{"metadata":{"name":"c"}}""");
        var other = await _cluster.PostAsync($"{Default}/secrets", """{"metadata":{"name":"s"}}""");

        elsewhere.Code.Should().Be(201);
        other.Code.Should().Be(201);
    }

    [Fact]
    public async Task A_quota_that_is_gone_bounds_nothing_more()
    {
        await QuotaAsync("q", """{"configmaps":"0"}""", """{"configmaps":"0"}""");

        await _cluster.DeleteAsync($"{Default}/resourcequotas/q");

        (await _cluster.PostConfigMapAsync("c")).Code.Should().Be(201);
    }

    [Theory]
    [InlineData("""{"pods":"1"}""", """ "scopes":["BestEffort","NotBestEffort"]""", "conflicting scopes")]
    [InlineData("""{"cpu":"1"}""", """ "scopes":["BestEffort"]""", "unsupported scope applied to resource")]
    [InlineData("""{"pods":"1"}""", """ "scopeSelector":{"matchExpressions":[{"scopeName":"PriorityClass","operator":"In"}]}""", "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector")]
    [InlineData("""{"pods":"1"}""", """ "scopeSelector":{"matchExpressions":[{"scopeName":"Terminating","operator":"In","values":["x"]}]}""", "must be 'Exists' when scope is any of")]
    public async Task Scopes_that_make_no_sense_are_refused(string hard, string scopes, string why)
    {
        var refused = await _cluster.PostAsync($"{Default}/resourcequotas", $$"""{"metadata":{"name":"q"},"spec":{"hard":{{hard}},{{scopes}} } }""");

        refused.Code.Should().Be(422, refused.Text);
        refused.Message.Should().Contain(why);
    }

    [Fact]
    public async Task Scopes_stay_as_they_are()
    {
        await QuotaAsync("q", """{"pods":"0"}""", "{}", """ "scopes":["BestEffort"]""");

        (await _cluster.MergeAsync($"{Default}/resourcequotas/q", """{"spec":{"scopes":["NotBestEffort"]}}""")).Message.Should()
            .Contain("spec.scopes: Invalid value: [\"NotBestEffort\"]: field is immutable");
    }

    /// <summary>A quota as the controller leaves it.</summary>
    private async Task QuotaAsync(string name, string hard, string used, string more = "\"scopes\":[]")
    {
        await _cluster.CreateAsync($"{Default}/resourcequotas", $$"""{"metadata":{"name":"{{name}}"},"spec":{"hard":{{hard}},{{more}} } }""");
        var counted = await _cluster.MergeAsync($"{Default}/resourcequotas/{name}/status", $$"""{"status":{"hard":{{hard}},"used":{{used}} } }""");
        counted.Code.Should().Be(200, counted.Text);
    }

    private async Task<string> UsedAsync(string name) => (await _cluster.GetAsync($"{Default}/resourcequotas/{name}")).Json["status"]!["used"]!.ToJsonString();

    private Task<ApiAnswer> PodAsync(string name, string resources) => _cluster.PostAsync(
        $"{Default}/pods", $$"""{"metadata":{"name":"{{name}}"},"spec":{"containers":[{"name":"c","image":"i","resources":{ {{resources}} } }]} }""");
}
