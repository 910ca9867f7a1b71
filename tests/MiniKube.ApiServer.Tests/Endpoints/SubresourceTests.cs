using MiniKube.ApiServer.Tests.Behaviours;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Endpoints;

public sealed class SubresourceTests
{
    private const string Deployments = "/apis/apps/v1/namespaces/default/deployments";
    private const string Pods = "/api/v1/namespaces/default/pods";

    [Fact]
    public async Task Status_is_ignored_on_the_object_and_all_else_on_status()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateDeploymentAsync("a");

        var main = await cluster.MergeAsync($"{Deployments}/a", """{"status":{"replicas":5},"spec":{"replicas":3}}""");
        var status = await cluster.MergeAsync(
            $"{Deployments}/a/status",
            """{"metadata":{"annotations":{"k":"v"},"labels":{"app":"other"}},"status":{"replicas":5},"spec":{"replicas":9}}""");

        main.Json["status"]!.AsObject().Should().NotContainKey("replicas");
        main.Metadata["generation"]!.GetValue<int>().Should().Be(2);
        status.Json["status"]!["replicas"]!.GetValue<int>().Should().Be(5);
        status.Json["spec"]!["replicas"]!.GetValue<int>().Should().Be(3);
        status.Metadata["annotations"]!["k"]!.GetValue<string>().Should().Be("v");
        status.Metadata["labels"]!["app"]!.GetValue<string>().Should().Be("a");
        status.Metadata["generation"]!.GetValue<int>().Should().Be(2);
    }

    [Fact]
    public async Task Generation_counts_changes_of_the_spec_alone()
    {
        await using var cluster = await ApiCluster.StartAsync();
        var created = await cluster.CreateDeploymentAsync("a");

        var labelled = await cluster.MergeAsync($"{Deployments}/a", """{"metadata":{"labels":{"x":"y"}}}""");
        var scaled = await cluster.MergeAsync($"{Deployments}/a", """{"spec":{"replicas":2}}""");

        created["metadata"]!["generation"]!.GetValue<int>().Should().Be(1);
        labelled.Metadata["generation"]!.GetValue<int>().Should().Be(1);
        scaled.Metadata["generation"]!.GetValue<int>().Should().Be(2);
    }

    [Fact]
    public async Task Scale_reads_and_changes_the_replicas_and_tells_the_selector()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateDeploymentAsync("a", replicas: 2);

        var read = await cluster.GetAsync($"{Deployments}/a/scale");
        var patched = await cluster.MergeAsync($"{Deployments}/a/scale", """{"spec":{"replicas":5}}""");
        var stale = await cluster.PutAsync($"{Deployments}/a/scale", read.Json);
        var negative = await cluster.MergeAsync($"{Deployments}/a/scale", """{"spec":{"replicas":-1}}""");

        read.Json["spec"]!["replicas"]!.GetValue<int>().Should().Be(2);
        read.Json["status"]!["selector"]!.GetValue<string>().Should().Be("app=a");
        patched.Json["kind"]!.GetValue<string>().Should().Be("Scale");
        patched.Json["spec"]!["replicas"]!.GetValue<int>().Should().Be(5);
        stale.Code.Should().Be(409);
        negative.Code.Should().Be(422);
        (await cluster.GetAsync($"{Deployments}/a")).Json["spec"]!["replicas"]!.GetValue<int>().Should().Be(5);
    }

    [Fact]
    public async Task A_pod_is_bound_once()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreatePodAsync("a");
        const string Binding = """{"metadata":{"name":"a","annotations":{"k":"v"}},"target":{"kind":"Node","name":"n1"}}""";

        var bound = await cluster.PostAsync($"{Pods}/a/binding", Binding);
        var again = await cluster.PostAsync("/api/v1/namespaces/default/bindings", Binding);
        var pod = await cluster.GetAsync($"{Pods}/a");

        bound.Code.Should().Be(201);
        bound.Json["status"]!.GetValue<string>().Should().Be("Success");
        (again.Code, again.Message).Should().Be(
            (409, "Operation cannot be fulfilled on pods/binding \"a\": pod a is already assigned to node \"n1\""));
        pod.Json["spec"]!["nodeName"]!.GetValue<string>().Should().Be("n1");
        pod.Metadata["annotations"]!["k"]!.GetValue<string>().Should().Be("v");
        pod.Json["status"]!["conditions"]![0]!["type"]!.GetValue<string>().Should().Be("PodScheduled");
        pod.Metadata["generation"]!.GetValue<int>().Should().Be(1);
    }

    [Fact]
    public async Task Sixty_four_bindings_at_once_bind_a_pod_to_one_node()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreatePodAsync("a");

        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(i =>
            cluster.PostAsync($"{Pods}/a/binding", $$$"""{"target":{"name":"n{{{i}}}"}}""")));

        answers.Count(answer => answer.Code == 201).Should().Be(1);
        answers.Count(answer => answer.Code == 409).Should().Be(63);
    }

    [Fact]
    public async Task An_eviction_deletes_a_pod_that_no_budget_guards()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreatePodAsync("a");

        var evicted = await cluster.PostAsync($"{Pods}/a/eviction", """{"metadata":{"name":"a"}}""");

        evicted.Code.Should().Be(201);
        (await cluster.GetAsync($"{Pods}/a")).Code.Should().Be(404);
    }

    [Fact]
    public async Task A_spent_budget_refuses_an_eviction_and_a_full_one_counts_it()
    {
        await using var cluster = await ApiCluster.StartAsync();
        const string Budgets = "/apis/policy/v1/namespaces/default/poddisruptionbudgets";
        await cluster.CreateAsync(Budgets, """{"metadata":{"name":"b"},"spec":{"minAvailable":1,"selector":{"matchLabels":{"app":"x"}}}}""");
        foreach (var name in new[] { "a", "b" })
        {
            await cluster.CreatePodAsync(name, node: "n1", labels: """{"app":"x"}""");
            await cluster.MergeAsync($"{Pods}/{name}/status", """{"status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}]}}""");
        }

        await cluster.MergeAsync(
            $"{Budgets}/b/status",
            """{"status":{"observedGeneration":1,"disruptionsAllowed":1,"currentHealthy":2,"desiredHealthy":1,"expectedPods":2}}""");

        var first = await cluster.PostAsync($"{Pods}/a/eviction", """{"metadata":{"name":"a"}}""");
        var second = await cluster.PostAsync($"{Pods}/b/eviction", """{"metadata":{"name":"b"}}""");
        var budget = await cluster.GetAsync($"{Budgets}/b");

        first.Code.Should().Be(201);
        (second.Code, second.Reason).Should().Be((429, "TooManyRequests"));
        second.Json["details"]!["causes"]![0]!["reason"]!.GetValue<string>().Should().Be("DisruptionBudget");
        budget.Json["status"]!["disruptionsAllowed"]!.GetValue<int>().Should().Be(0);
        budget.Json["status"]!["disruptedPods"]!.AsObject().Should().ContainKey("a");
    }

    [Fact]
    public async Task A_service_account_is_given_a_token_bound_to_its_pod()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreatePodAsync("a");
        const string Token = "/api/v1/namespaces/default/serviceaccounts/default/token";

        var token = await cluster.PostAsync(Token, """{"spec":{"audiences":["x"],"expirationSeconds":600,"boundObjectRef":{"kind":"Pod","apiVersion":"v1","name":"a"}}}""");
        var shortLived = await cluster.PostAsync(Token, """{"spec":{"expirationSeconds":5}}""");
        var nobody = await cluster.PostAsync("/api/v1/namespaces/default/serviceaccounts/none/token", """{"spec":{}}""");

        token.Code.Should().Be(201);
        token.Json["status"]!["token"]!.GetValue<string>().Split('.').Should().HaveCount(3);
        token.Json["status"]!["expirationTimestamp"]!.GetValue<string>().Should().Be("2026-05-04T03:12:01Z");
        shortLived.Code.Should().Be(422);
        nobody.Code.Should().Be(404);
    }

    [Fact]
    public async Task A_certificate_request_says_who_asked_and_approval_changes_nothing_else()
    {
        await using var cluster = await ApiCluster.StartAsync();
        const string Requests = "/apis/certificates.k8s.io/v1/certificatesigningrequests";
        var created = await cluster.CreateAsync(
            Requests,
            $$$"""{"metadata":{"name":"r"},"spec":{"request":"{{{SampleObjects.CertificateRequest()}}}","signerName":"example.com/signer","usages":["client auth"],"username":"somebody"}}""");
        var desired = created.DeepClone().AsObject();
        desired["spec"]!["username"] = "other";
        desired["status"]!["certificate"] = "eA==";
        desired["status"]!["conditions"] = System.Text.Json.Nodes.JsonNode.Parse("""[{"type":"Approved","status":"True","reason":"Test"}]""");

        var approved = await cluster.PutAsync($"{Requests}/r/approval", desired);

        created["spec"]!["username"]!.GetValue<string>().Should().Be("tester");
        approved.Code.Should().Be(200, "{0}", approved.Text);
        approved.Json["spec"]!["username"]!.GetValue<string>().Should().Be("tester");
        approved.Json["status"]!.AsObject().Should().NotContainKey("certificate");
        approved.Json["status"]!["conditions"]![0]!["lastTransitionTime"]!.GetValue<string>().Should().Be("2026-05-04T03:02:01Z");
    }

    [Fact]
    public async Task A_review_is_answered_and_not_stored()
    {
        await using var cluster = await ApiCluster.StartAsync();
        const string Reviews = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";

        var answer = await cluster.PostAsync(Reviews, """{"spec":{"resourceAttributes":{"verb":"get","resource":"pods","namespace":"default"}}}""");
        var table = await cluster.SendAsync("POST", Reviews, "{}", accept: "application/json;as=Table;v=v1;g=meta.k8s.io");

        answer.Code.Should().Be(201);
        answer.Json["status"]!["allowed"]!.GetValue<bool>().Should().BeTrue();
        table.Code.Should().Be(406);
    }
}
