using System.Text.Json.Nodes;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Admission.Webhooks;

public sealed class ValidatingWebhookTests : IAsyncLifetime
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";
    private const string Pods = "/api/v1/namespaces/default/pods";

    private ApiCluster _cluster = null!;
    private AdmissionServer _server = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _cluster = await ApiCluster.StartAsync();
        _server = await AdmissionServer.StartAsync(_cluster, Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _cluster.DisposeAsync();
    }

    [Theory]
    [InlineData("""{"allowed":false,"status":{"message":"no","code":403}}""", 403, ": no")]
    [InlineData("""{"allowed":false,"status":{"reason":"Invalid","code":422}}""", 422, ": Invalid")]
    [InlineData("""{"allowed":false}""", 400, " without explanation")]
    [InlineData("""{"allowed":false,"status":{"message":"no","code":200,"status":"Success"}}""", 400, ": no")]
    public async Task A_refusal_is_told_in_the_webhooks_name(string response, int code, string why)
    {
        _server.Answer("one", _ => JsonNode.Parse(response)!.AsObject());
        await _cluster.ValidateByAsync("a", _server.Webhook("one", "configmaps"));

        var refused = await _cluster.PostConfigMapAsync("c");

        refused.Code.Should().Be(code);
        refused.Message.Should().Be($"admission webhook \"one.example.com\" denied the request{why}");
        refused.Json["status"]!.GetValue<string>().Should().Be("Failure");
        (await _cluster.GetAsync($"{ConfigMaps}/c")).Code.Should().Be(404);
    }

    [Fact]
    public async Task Webhooks_are_asked_at_once_and_the_first_in_order_is_told()
    {
        var bothCame = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var came = 0;
        Func<JsonObject, Task<object>> Refuse(string why) => async review =>
        {
            if (Interlocked.Increment(ref came) == 2)
            {
                bothCame.SetResult();
            }

            await bothCame.Task.WaitAsync(Token);
            return AdmissionServer.Reviewed(review, AdmissionServer.Denied(why));
        };
        _server.AnswerRaw("one", Refuse("first"));
        _server.AnswerRaw("two", Refuse("second"));
        await _cluster.ValidateByAsync("a", _server.Webhook("one", "configmaps"), _server.Webhook("two", "configmaps"));

        var refused = await _cluster.PostConfigMapAsync("c");

        refused.Message.Should().EndWith("denied the request: first");
    }

    [Fact]
    public async Task Warnings_reach_the_client_once()
    {
        _server.Answer("one", _ => new JsonObject { ["allowed"] = true, ["warnings"] = new JsonArray("look out") });
        await _cluster.MutateByAsync("a", _server.Webhook("one", "configmaps"));
        await _cluster.ValidateByAsync("a", _server.Webhook("one", "configmaps"));

        var made = await _cluster.PostConfigMapAsync("c");

        made.Warnings.Should().Equal("299 - \"look out\"");
    }

    [Fact]
    public async Task What_is_only_tried_out_is_told_to_those_who_take_it_and_refused_for_others()
    {
        await _cluster.ValidateByAsync("a", _server.Webhook("none", "configmaps"), _server.Webhook("kept", "configmaps", more: """{"sideEffects":"NoneOnDryRun"}"""));

        var tried = await _cluster.PostConfigMapAsync("c", query: "?dryRun=All");

        tried.Code.Should().Be(201, tried.Text);
        _server.Asked.Should().HaveCount(2).And.OnlyContain(each => each.Review["request"]!["dryRun"]!.GetValue<bool>());
        (await _cluster.GetAsync($"{ConfigMaps}/c")).Code.Should().Be(404);
    }

    [Fact]
    public async Task An_exec_is_asked_about_before_anybody_connects()
    {
        _server.Answer("exec", _ => AdmissionServer.Denied("no shells"));
        await _cluster.CreatePodAsync("p");
        await _cluster.ValidateByAsync("a", _server.Webhook("exec", "pods/exec", "CONNECT"));

        var refused = await _cluster.PostAsync($"{Pods}/p/exec?command=sh&command=-c&container=c&stdin=true&tty=false", "");

        refused.Code.Should().Be(403, refused.Text);
        refused.Message.Should().Be("admission webhook \"exec.example.com\" denied the request: no shells");
        var asked = _server.At("exec").Should().ContainSingle().Subject;
        asked["operation"]!.GetValue<string>().Should().Be("CONNECT");
        asked["kind"]!["kind"]!.GetValue<string>().Should().Be("PodExecOptions");
        asked["subResource"]!.GetValue<string>().Should().Be("exec");
        asked["name"]!.GetValue<string>().Should().Be("p");
        asked["object"]!.ToJsonString().Should().Be("""{"kind":"PodExecOptions","apiVersion":"v1","stdin":true,"container":"c","command":["sh","-c"]}""");
        asked["options"].Should().BeNull();
    }

    [Fact]
    public async Task Parts_of_objects_are_asked_about_as_what_they_are()
    {
        await _cluster.CreatePodAsync("p");
        await _cluster.CreateDeploymentAsync("d");
        await _cluster.ValidateByAsync("a", _server.Webhook("all", "*/*"));

        await _cluster.MergeAsync($"{Pods}/p/status", """{"status":{"phase":"Running"}}""");
        await _cluster.MergeAsync("/apis/apps/v1/namespaces/default/deployments/d/scale", """{"spec":{"replicas":3}}""");
        await _cluster.PostAsync($"{Pods}/p/binding", """{"metadata":{"name":"p"},"target":{"kind":"Node","name":"n"}}""");
        await _cluster.PostAsync($"{Pods}/p/eviction", """{"metadata":{"name":"p"}}""");

        _server.At("all").Select(each => $"{each["operation"]} {each["resource"]!["resource"]}/{each["subResource"]} {each["kind"]!["group"]}/{each["kind"]!["kind"]}")
            .Should().Equal("UPDATE pods/status /Pod", "UPDATE deployments/scale autoscaling/Scale", "CREATE pods/binding /Binding", "CREATE pods/eviction policy/Eviction");
        _server.At("all")[1]["object"]!["spec"]!["replicas"]!.GetValue<int>().Should().Be(3);
        _server.At("all")[1]["oldObject"]!["spec"]!["replicas"]!.GetValue<int>().Should().Be(1);
        _server.At("all")[3]["oldObject"].Should().BeNull();
    }

    [Fact]
    public async Task A_scale_that_a_webhook_changes_becomes_the_scale_of_the_object()
    {
        _server.Patch("two", """[{"op":"replace","path":"/spec/replicas","value":2}]""");
        await _cluster.CreateDeploymentAsync("d");
        await _cluster.MutateByAsync("a", _server.Webhook("two", "deployments/scale"));

        await _cluster.MergeAsync("/apis/apps/v1/namespaces/default/deployments/d/scale", """{"spec":{"replicas":30}}""");

        (await _cluster.GetAsync("/apis/apps/v1/namespaces/default/deployments/d")).Json["spec"]!["replicas"]!.GetValue<int>().Should().Be(2);
    }

    [Fact]
    public async Task Each_object_of_a_collection_is_asked_about_when_all_are_deleted()
    {
        await _cluster.PostConfigMapAsync("one");
        await _cluster.PostConfigMapAsync("two");
        await _cluster.ValidateByAsync("a", _server.Webhook("all", "configmaps", "DELETE"));

        await _cluster.DeleteAsync(ConfigMaps);

        _server.At("all").Select(each => each["oldObject"]!["metadata"]!["name"]!.GetValue<string>()).Should().Equal("one", "two");
    }

    [Fact]
    public async Task A_namespace_is_asked_about_in_its_own_name()
    {
        await _cluster.ValidateByAsync("a", _server.Webhook("all", "namespaces", more: """{"namespaceSelector":{"matchLabels":{"a":"b"}}}"""));

        await _cluster.CreateAsync("/api/v1/namespaces", """{"metadata":{"name":"other"}}""");
        await _cluster.CreateAsync("/api/v1/namespaces", """{"metadata":{"name":"chosen","labels":{"a":"b"}}}""");

        _server.At("all").Should().ContainSingle().Which["namespace"]!.GetValue<string>().Should().Be("chosen");
    }

    [Fact]
    public async Task A_webhook_behind_a_service_is_found_and_named_by_it_when_it_is_not()
    {
        var webhook = _server.Webhook("one", "configmaps");
        webhook["clientConfig"]!.AsObject().Remove("url");
        webhook["clientConfig"]!["service"] = JsonNode.Parse("""{"name":"hooks","namespace":"default","path":"/one"}""");
        await _cluster.ValidateByAsync("a", webhook);

        var missing = await _cluster.PostConfigMapAsync("c");
        await DefineServiceAsync();
        var found = await _cluster.PostConfigMapAsync("c");

        missing.Code.Should().Be(500);
        missing.Message.Should().Be(
            "Internal error occurred: failed calling webhook \"one.example.com\": failed to call webhook: "
            + "Post \"https://hooks.default.svc:443/one?timeout=10s\": service \"hooks\" not found in namespace default");
        found.Code.Should().Be(201, found.Text);
    }

    [Fact]
    public async Task Calls_are_counted_under_upstreams_names()
    {
        _server.Answer("one", _ => AdmissionServer.Denied("no"));
        await _cluster.ValidateByAsync("a", _server.Webhook("one", "configmaps"));
        await _cluster.PostConfigMapAsync("c");

        var metrics = (await _cluster.GetAsync("/metrics", "text/plain")).Text;

        metrics.Should().Contain("apiserver_admission_webhook_request_total{name=\"one.example.com\",type=\"validating\",operation=\"CREATE\",code=\"403\",rejected=\"true\"} 1");
        metrics.Should().Contain(
            "apiserver_admission_webhook_rejection_count{name=\"one.example.com\",type=\"validating\",operation=\"CREATE\",error_type=\"no_error\",rejection_code=\"403\"} 1");
        metrics.Should().Contain("apiserver_admission_webhook_admission_duration_seconds_count{name=\"one.example.com\",type=\"validating\",operation=\"CREATE\",rejected=\"true\"} 1");
    }

    private async Task DefineServiceAsync()
    {
        await _cluster.CreateAsync("/api/v1/namespaces/default/services", """{"metadata":{"name":"hooks"},"spec":{"ports":[{"port":443,"targetPort":8443}]}}""");
        await _cluster.CreateAsync(
            "/api/v1/namespaces/default/endpoints",
            $$$"""{"metadata":{"name":"hooks"},"subsets":[{"addresses":[{"ip":"127.0.0.1"}],"ports":[{"port":{{{_server.Port}}}}]}]}""");
    }
}
