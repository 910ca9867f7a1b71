using MiniKube.ApiServer.Tests.Support;
using static MiniKube.ApiServer.Tests.Admission.Policies.MutatingPolicies;

namespace MiniKube.ApiServer.Tests.Admission.Policies;

/// <summary>Policies change what is written before webhooks do, and see once more what webhooks changed if they ask for it.</summary>
public sealed class MutatingPolicyOrderTests : IAsyncLifetime
{
    private const string Count = "Object{data: {'n': string(int(object.data[?'n'].orValue('0')) + 1)}}";

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
    public async Task Webhooks_see_what_policies_made()
    {
        await _cluster.PutMutatingPolicyAsync("p", ApplyOf("Object{data: {'b': 'y'}}"));
        await _cluster.MutateByAsync("hooks", _server.Webhook("one", "configmaps"));

        await _cluster.MakeAsync();

        _server.At("one")[0]["object"]!["data"]!["b"]!.GetValue<string>().Should().Be("y");
    }

    [Theory]
    [InlineData("Never", "1")]
    [InlineData("IfNeeded", "2")]
    public async Task A_policy_that_asks_for_it_sees_once_more_what_a_webhook_changed(string reinvocation, string times)
    {
        _server.Patch("one", """[{"op":"add","path":"/data/hook","value":"y"}]""");
        await _cluster.PutMutatingPolicyAsync("p", ApplyOf(Count), reinvocation: reinvocation);
        await _cluster.MutateByAsync("hooks", _server.Webhook("one", "configmaps"));

        (await _cluster.MakeAsync()).Json["data"]!["n"]!.GetValue<string>().Should().Be(times);
    }

    [Theory]
    [InlineData("Never", "1")]
    [InlineData("IfNeeded", "2")]
    public async Task A_policy_that_asks_for_it_sees_once_more_what_a_later_policy_changed(string reinvocation, string times)
    {
        await _cluster.PutMutatingPolicyAsync("a", ApplyOf(Count), reinvocation: reinvocation);
        await _cluster.PutMutatingPolicyAsync("b", ApplyOf("Object{data: {'b': 'y'}}"));

        (await _cluster.MakeAsync()).Json["data"]!["n"]!.GetValue<string>().Should().Be(times);
    }

    [Fact]
    public async Task A_policy_is_not_asked_again_because_of_what_it_changed_itself()
    {
        await _cluster.PutMutatingPolicyAsync("p", ApplyOf(Count), reinvocation: "IfNeeded");

        (await _cluster.MakeAsync()).Json["data"]!["n"]!.GetValue<string>().Should().Be("1");
    }

    [Fact]
    public async Task A_webhook_that_asks_for_it_is_asked_again_when_a_policy_changes_what_the_webhook_has_seen()
    {
        _server.Patch("one", """[{"op":"add","path":"/data/hook","value":"y"}]""");
        await _cluster.PutMutatingPolicyAsync("p", ApplyOf(Count), reinvocation: "IfNeeded");
        await _cluster.MutateByAsync("hooks", _server.Webhook("one", "configmaps", more: """{"reinvocationPolicy":"IfNeeded"}"""));

        await _cluster.MakeAsync();

        _server.At("one").Select(each => each["object"]!["data"]!["n"]!.GetValue<string>()).Should().Equal("1", "2");
    }

    [Fact]
    public async Task What_policies_made_is_held_against_validating_policies()
    {
        await _cluster.PutMutatingPolicyAsync("p", ApplyOf("Object{data: {'b': 'y'}}"));
        await _cluster.CreateAsync("/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies", """
            {"metadata":{"name":"v"},"spec":{"matchConstraints":{"resourceRules":[{"apiGroups":[""],"apiVersions":["v1"],"operations":["CREATE"],"resources":["configmaps"]}]},
             "validations":[{"expression":"!has(object.data.b)","message":"no b"}]}}
            """);
        await _cluster.CreateAsync(
            "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicybindings", """{"metadata":{"name":"v"},"spec":{"policyName":"v","validationActions":["Deny"]}}""");

        (await _cluster.MakeAsync()).Message.Should().EndWith("no b");
    }
}
