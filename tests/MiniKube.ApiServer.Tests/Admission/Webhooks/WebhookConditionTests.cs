using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Admission.Webhooks;

public sealed class WebhookConditionTests : IAsyncLifetime
{
    private ApiCluster _cluster = null!;
    private AdmissionServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _cluster = await ApiCluster.StartAsync();
        _server = await AdmissionServer.StartAsync(_cluster, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _cluster.DisposeAsync();
    }

    [Fact]
    public async Task Only_what_the_conditions_hold_for_is_asked_about()
    {
        const string Condition = """{"matchConditions":[{"name":"team","expression":"has(object.metadata.labels) && object.metadata.labels['team'] == 'a' && request.userInfo.username != 'nobody'"}]}""";
        await _cluster.MutateByAsync("m", _server.Webhook("mutate", "configmaps", more: Condition));
        await _cluster.ValidateByAsync("v", _server.Webhook("validate", "configmaps", more: Condition));

        await _cluster.PostConfigMapAsync("one", """{"team":"a"}""");
        await _cluster.PostConfigMapAsync("two", """{"team":"b"}""");

        _server.Asked.Select(each => each.Path).Should().Equal("mutate", "validate");
    }

    [Fact]
    public async Task A_condition_that_cannot_be_evaluated_fails_or_is_passed_over_as_the_policy_says()
    {
        const string Condition = "\"matchConditions\":[{\"name\":\"broken\",\"expression\":\"object.data.none == 'x'\"}]";
        await _cluster.ValidateByAsync("f", _server.Webhook("fail", "configmaps", more: $$"""{ {{Condition}},"objectSelector":{"matchLabels":{"policy":"fail"} } }"""));
        await _cluster.ValidateByAsync(
            "i", _server.Webhook("ignore", "configmaps", more: $$"""{ {{Condition}},"failurePolicy":"Ignore","objectSelector":{"matchLabels":{"policy":"ignore"} } }"""));

        var failed = await _cluster.PostConfigMapAsync("one", """{"policy":"fail"}""");
        var ignored = await _cluster.PostConfigMapAsync("two", """{"policy":"ignore"}""");

        failed.Code.Should().Be(403, failed.Text);
        failed.Message.Should().StartWith("configmaps \"one\" is forbidden: match condition 'broken'");
        ignored.Code.Should().Be(201, ignored.Text);
        _server.Asked.Should().BeEmpty();
    }

    [Fact]
    public async Task A_condition_that_does_not_compile_is_refused()
    {
        var webhook = _server.Webhook("one", "configmaps", more: """{"matchConditions":[{"name":"bad","expression":"object.metadata.name =="}]}""");

        var refused = await _cluster.PostAsync(
            ApiClusterWebhooks.Validating, $$"""{"metadata":{"name":"a"},"webhooks":[{{webhook.ToJsonString()}}]}""");

        refused.Code.Should().Be(422, refused.Text);
        refused.Message.Should().Contain("webhooks[0].matchConditions[0].expression: Invalid value:").And.Contain("compilation failed:");
    }
}
