using System.Text.Json.Nodes;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Admission.Webhooks;

public sealed class WebhookFailureTests : IAsyncLifetime
{
    private const string Failing = "Internal error occurred: failed calling webhook \"one.example.com\": ";

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
    [InlineData("no response", "received invalid webhook response: webhook response was absent")]
    [InlineData("other uid", "received invalid webhook response: expected response.uid ")]
    [InlineData("other kind", "received invalid webhook response: expected webhook response of admission.k8s.io/v1, Kind=AdmissionReview, got /, Kind=")]
    [InlineData("no type", "received invalid webhook response: webhook returned response.patch but not response.patchType")]
    [InlineData("no patch", "received invalid webhook response: webhook returned response.patchType but not response.patch")]
    [InlineData("not json", "failed to call webhook: couldn't get version/kind; json parse error: ")]
    [InlineData("500", "failed to call webhook: an error on the server (\"broken\") has prevented the request from succeeding")]
    [InlineData("404", "failed to call webhook: the server could not find the requested resource")]
    public async Task A_broken_answer_fails_or_is_ignored_as_the_policy_says(string what, string why)
    {
        _server.AnswerRaw("one", review => Task.FromResult(Broken(what, review)));
        await _cluster.MutateByAsync("fail", _server.Webhook("one", "configmaps", more: """{"objectSelector":{"matchLabels":{"policy":"fail"}}}"""));
        await _cluster.MutateByAsync(
            "ignore", _server.Webhook("one", "configmaps", more: """{"failurePolicy":"Ignore","objectSelector":{"matchLabels":{"policy":"ignore"}}}"""));

        var failed = await _cluster.PostConfigMapAsync("c", """{"policy":"fail"}""");
        var ignored = await _cluster.PostConfigMapAsync("c", """{"policy":"ignore"}""");

        failed.Code.Should().Be(500);
        failed.Message.Should().StartWith(Failing + why);
        ignored.Code.Should().Be(201, ignored.Text);
        (await _cluster.GetAsync("/metrics", "text/plain")).Text.Should()
            .Contain("apiserver_admission_webhook_fail_open_count{name=\"one.example.com\",type=\"admit\"} 1");
    }

    [Theory]
    [InlineData("""[{"op":"remove","path":"/data/none"}]""")]
    [InlineData("""{"op":"add"}""")]
    [InlineData("""[{"op":"replace","path":"/data","value":7}]""")]
    [InlineData("""[{"op":"replace","path":"/kind","value":"Secret"}]""")]
    public async Task A_patch_that_does_not_fit_is_refused_whatever_the_policy(string patch)
    {
        _server.Patch("one", patch);
        await _cluster.MutateByAsync("a", _server.Webhook("one", "configmaps", more: """{"failurePolicy":"Ignore"}"""));

        var refused = await _cluster.PostConfigMapAsync("c");

        refused.Code.Should().Be(500, refused.Text);
        refused.Reason.Should().Be("InternalError");
    }

    [Theory]
    [InlineData("Fail", 500)]
    [InlineData("Ignore", 201)]
    public async Task A_webhook_that_takes_too_long_is_not_waited_for(string policy, int code)
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var end = new TaskCompletionSource<object>(TaskCreationOptions.RunContinuationsAsynchronously);
        _server.AnswerRaw("one", async _ =>
        {
            asked.TrySetResult();
            return await end.Task.WaitAsync(Token);
        });
        await _cluster.ValidateByAsync("a", _server.Webhook("one", "configmaps", more: $$"""{"timeoutSeconds":3,"failurePolicy":"{{policy}}"}"""));

        var writing = _cluster.PostConfigMapAsync("c");
        await asked.Task.WaitAsync(Token);
        _cluster.Time.Advance(TimeSpan.FromSeconds(3));
        var answer = await writing;
        end.SetResult("late");

        answer.Code.Should().Be(code, answer.Text);
        if (code == 500)
        {
            answer.Message.Should().Be(
                $"{Failing}failed to call webhook: Post \"https://127.0.0.1:{_server.Port}/one?timeout=3s\": context deadline exceeded");
        }
    }

    [Fact]
    public async Task A_webhook_that_nobody_vouches_for_is_not_told_anything()
    {
        var webhook = _server.Webhook("one", "configmaps");
        webhook["clientConfig"]!.AsObject().Remove("caBundle");
        await _cluster.ValidateByAsync("a", webhook);

        var refused = await _cluster.PostConfigMapAsync("c");

        refused.Code.Should().Be(500);
        refused.Message.Should().StartWith(Failing + "failed to call webhook: Post ");
        _server.Asked.Should().BeEmpty();
    }

    [Fact]
    public async Task A_webhook_of_the_beta_is_asked_and_understood_in_the_beta()
    {
        _server.AnswerRaw("one", review => Task.FromResult<object>(review["apiVersion"]!.GetValue<string>() == "admission.k8s.io/v1beta1"
            ? """{"response":{"allowed":true,"patch":"W3sib3AiOiJhZGQiLCJwYXRoIjoiL2RhdGEvYmV0YSIsInZhbHVlIjoieWVzIn1d"}}"""
            : 500));
        await _cluster.MutateByAsync("a", _server.Webhook("one", "configmaps", more: """{"admissionReviewVersions":["v2","v1beta1","v1"]}"""));

        var made = await _cluster.PostConfigMapAsync("c");

        made.Json["data"]!["beta"]!.GetValue<string>().Should().Be("yes");
    }

    [Theory]
    [InlineData("""{"name":"short"}""", "webhooks[0].name: Invalid value: \"short\": should be a domain with at least three segments separated by dots")]
    [InlineData("""{"timeoutSeconds":31}""", "webhooks[0].timeoutSeconds: Invalid value: 31: the timeout value must be between 1 and 30 seconds")]
    [InlineData("""{"sideEffects":"Some"}""", "webhooks[0].sideEffects: Unsupported value: \"Some\": supported values: \"None\", \"NoneOnDryRun\"")]
    [InlineData("""{"admissionReviewVersions":["v3"]}""", "webhooks[0].admissionReviewVersions: Required value: must specify one of v1, v1beta1")]
    [InlineData("""{"clientConfig":{"url":"http://x/"}}""", "webhooks[0].clientConfig.url: Invalid value: \"http://x/\": 'https' is the only allowed URL scheme; desired format: https://host[/path]")]
    [InlineData("""{"clientConfig":{}}""", "webhooks[0].clientConfig: Required value: exactly one of url or service is required")]
    [InlineData("""{"rules":[{"operations":["*","CREATE"],"apiGroups":[""],"apiVersions":["v1"],"resources":["pods"]}]}""", "webhooks[0].rules[0].operations: Invalid value: [\"*\",\"CREATE\"]: if '*' is present, must not specify other operations")]
    [InlineData("""{"rules":[{"operations":["CREATE"],"apiGroups":[""],"apiVersions":["v1"]}]}""", "webhooks[0].rules[0].resources: Required value")]
    [InlineData("""{"rules":[{"operations":["CREATE"],"apiGroups":[""],"apiVersions":["v1"],"resources":["*/*","pods/exec"]}]}""", "if '*/*' is present, must not specify other resources")]
    public async Task A_configuration_that_makes_no_sense_is_refused(string more, string why)
    {
        var configuration = new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = "a" },
            ["webhooks"] = new JsonArray(_server.Webhook("one", "pods", more: more)),
        };

        var refused = await _cluster.PostAsync(ApiClusterWebhooks.Validating, configuration.ToJsonString());

        refused.Code.Should().Be(422, refused.Text);
        refused.Message.Should().Contain(why);
    }

    private static object Broken(string what, JsonObject review) => what switch
    {
        "no response" => """{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1"}""",
        "other uid" => """{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","response":{"uid":"x","allowed":true}}""",
        "other kind" => new JsonObject { ["response"] = new JsonObject { ["uid"] = review["request"]!["uid"]!.GetValue<string>(), ["allowed"] = true } },
        "no type" => AdmissionServer.Reviewed(review, new JsonObject { ["allowed"] = true, ["patch"] = "W10=" }),
        "no patch" => AdmissionServer.Reviewed(review, new JsonObject { ["allowed"] = true, ["patchType"] = "JSONPatch" }),
        "not json" => "<html>",
        "500" => 500,
        _ => 404,
    };
}
