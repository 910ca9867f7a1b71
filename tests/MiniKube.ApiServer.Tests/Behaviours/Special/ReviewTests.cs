using MiniKube.ApiServer.Authentication;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Behaviours.Special;

public sealed class ReviewTests
{
    private const string Authorization = "/apis/authorization.k8s.io/v1";
    private const string Authentication = "/apis/authentication.k8s.io/v1";

    [Theory]
    [InlineData($"{Authorization}/selfsubjectaccessreviews", """{"spec":{"resourceAttributes":{"verb":"get","resource":"pods"}}}""")]
    [InlineData($"{Authorization}/subjectaccessreviews", """{"spec":{"user":"u","resourceAttributes":{"verb":"get","resource":"pods"}}}""")]
    [InlineData($"{Authorization}/selfsubjectrulesreviews", """{"spec":{"namespace":"default"}}""")]
    [InlineData($"{Authorization}/namespaces/default/localsubjectaccessreviews", """{"metadata":{"namespace":"default"},"spec":{"user":"u","resourceAttributes":{"namespace":"default","verb":"get","resource":"pods"}}}""")]
    [InlineData($"{Authentication}/selfsubjectreviews", "{}")]
    [InlineData($"{Authentication}/tokenreviews", """{"spec":{"token":"x"}}""")]
    public async Task A_question_is_answered_with_201_and_is_nowhere_after(string path, string body)
    {
        await using var cluster = await ApiCluster.StartAsync();
        var before = cluster.Store.Applied;

        var answer = await cluster.PostAsync(path, body);
        var list = await cluster.GetAsync(path);
        var one = await cluster.GetAsync($"{path}/x");

        answer.Code.Should().Be(201, answer.Text);
        answer.Json["status"].Should().NotBeNull();
        answer.Metadata.Should().NotContainKey("uid").And.NotContainKey("resourceVersion");
        cluster.Store.Applied.Should().Be(before);
        (list.Code, list.Headers["Allow"]).Should().Be((405, "POST"));
        one.Code.Should().BeOneOf(404, 405);
    }

    [Theory]
    [InlineData("subjectaccessreviews", """{"spec":{"resourceAttributes":{"verb":"get"}}}""", "SubjectAccessReview", "spec.user: Invalid value: \"\": at least one of user or group must be specified")]
    [InlineData("subjectaccessreviews", """{"spec":{"user":"u"}}""", "SubjectAccessReview", "spec.resourceAttributes: Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified")]
    [InlineData("selfsubjectaccessreviews", """{"spec":{}}""", "SelfSubjectAccessReview", "spec.resourceAttributes: Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified")]
    [InlineData("subjectaccessreviews", """{"spec":{"user":"u","resourceAttributes":{"verb":"get"},"nonResourceAttributes":{"path":"/a","verb":"get"}}}""", "SubjectAccessReview", "spec.nonResourceAttributes: Invalid value: {\"path\":\"/a\",\"verb\":\"get\"}: cannot be specified in combination with resourceAttributes")]
    [InlineData("namespaces/default/localsubjectaccessreviews", """{"spec":{"user":"u","resourceAttributes":{"verb":"get","namespace":"other"}}}""", "LocalSubjectAccessReview", "spec.resourceAttributes.namespace: Invalid value: \"other\": must match metadata.namespace")]
    [InlineData("namespaces/default/localsubjectaccessreviews", """{"spec":{"user":"u","nonResourceAttributes":{"path":"/a","verb":"get"}}}""", "LocalSubjectAccessReview", "spec.nonResourceAttributes: Invalid value: {\"path\":\"/a\",\"verb\":\"get\"}: disallowed on this kind of request")]
    public async Task A_question_that_is_none_is_refused_by_field(string path, string body, string kind, string why)
    {
        await using var cluster = await ApiCluster.StartAsync();

        var refused = await cluster.PostAsync($"{Authorization}/{path}", body);

        (refused.Code, refused.Message).Should().Be((422, $"{kind}.authorization.k8s.io \"\" is invalid: {why}"));
    }

    [Fact]
    public async Task A_question_has_no_name_of_its_own()
    {
        await using var cluster = await ApiCluster.StartAsync();

        var named = await cluster.PostAsync(
            $"{Authorization}/selfsubjectaccessreviews", """{"metadata":{"name":"n"},"spec":{"resourceAttributes":{"verb":"get","resource":"pods"}}}""");

        named.Code.Should().Be(422, named.Text);
        named.Message.Should().EndWith("must be empty");
    }

    [Fact]
    public async Task Who_asks_who_they_are_is_told_all_of_it()
    {
        await using var cluster = await ApiCluster.StartAsync();
        var user = UserInfo.Authenticated("jane", "team") with
        {
            Uid = "u-1",
            Extra = UserInfo.Anonymous.Extra.Add("scopes", ["a", "b"]),
        };

        var self = await cluster.AsAsync(user, "POST", $"{Authentication}/selfsubjectreviews", "{}");

        self.Code.Should().Be(201, self.Text);
        self.Json["status"]!["userInfo"]!.ToJsonString().Should().Be(
            """{"username":"jane","uid":"u-1","groups":["team","system:authenticated"],"extra":{"scopes":["a","b"]}}""");
    }

    [Fact]
    public async Task The_rules_of_a_caller_are_those_of_all_bindings_in_the_namespace()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateClusterRoleAsync("here", """[{"apiGroups":[""],"resources":["pods"],"verbs":["get","list"]}]""");
        await cluster.CreateClusterRoleAsync("everywhere", """[{"apiGroups":["apps"],"resources":["deployments"],"resourceNames":["web"],"verbs":["patch"]},{"nonResourceURLs":["/metrics"],"verbs":["get"]}]""");
        await cluster.BindAsync("jane", "here", "default");
        await cluster.BindAsync("jane", "everywhere");

        var here = await cluster.AsAsync(UserInfo.Authenticated("jane"), "POST", $"{Authorization}/selfsubjectrulesreviews", """{"spec":{"namespace":"default"}}""");
        var there = await cluster.AsAsync(UserInfo.Authenticated("jane"), "POST", $"{Authorization}/selfsubjectrulesreviews", """{"spec":{"namespace":"kube-system"}}""");

        here.Code.Should().Be(201, here.Text);
        here.Json["status"]!["incomplete"]!.GetValue<bool>().Should().BeFalse();
        var rules = here.Json["status"]!["resourceRules"]!.AsArray().Select(rule => rule!.ToJsonString()).ToList();
        rules.Should().Contain("""{"verbs":["get","list"],"apiGroups":[""],"resources":["pods"]}""");
        rules.Should().Contain("""{"verbs":["patch"],"apiGroups":["apps"],"resources":["deployments"],"resourceNames":["web"]}""");
        here.Json["status"]!["nonResourceRules"]!.ToJsonString().Should().Contain("/metrics");
        there.Json["status"]!["resourceRules"]!.ToJsonString().Should().NotContain("\"pods\"").And.Contain("deployments");
    }
}
