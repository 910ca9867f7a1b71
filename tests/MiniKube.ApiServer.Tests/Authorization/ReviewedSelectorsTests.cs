using System.Text.Json.Nodes;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Authorization;

/// <summary>Selectors in access reviews (KEP-4601), as who asks on behalf of a node sees them.</summary>
public sealed class ReviewedSelectorsTests : IAsyncLifetime
{
    private ApiCluster _cluster = null!;

    public async ValueTask InitializeAsync() => _cluster = await ApiCluster.StartAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Theory]
    [InlineData("""{"requirements":[{"key":"spec.nodeName","operator":"In","values":["n1"]}]}""", true, false)]
    [InlineData("""{"rawSelector":"spec.nodeName=n1"}""", true, false)]
    [InlineData("""{"requirements":[{"key":"spec.nodeName","operator":"In","values":["n1"]},{"key":"status.phase","operator":"In","values":["a","b"]}]}""", true, true)]
    [InlineData("""{"requirements":[{"key":"spec.nodeName","operator":"NotIn","values":["n2"]}]}""", false, false)]
    [InlineData("""{"requirements":[{"key":"spec.nodeName","operator":"In","values":["n1","n2"]}]}""", false, true)]
    [InlineData("""{"requirements":[{"key":"spec.nodeName","operator":"In","values":["n2"]}]}""", false, false)]
    [InlineData("""{"requirements":[{"key":"spec.nodeName","operator":"Exists"}]}""", false, true)]
    [InlineData("""{"rawSelector":"nonsense"}""", false, true)]
    public async Task A_node_may_list_the_pods_that_a_field_selector_narrows_to_itself(string selector, bool isAllowed, bool hasFault)
    {
        var answer = await AskAsync($$"""{"verb":"list","resource":"pods","version":"v1","fieldSelector":{{selector}}}""");

        answer.Code.Should().Be(201, "{0}", answer.Text);
        answer.Json["status"]!["allowed"]!.GetValue<bool>().Should().Be(isAllowed);
        (answer.Json["status"]!["evaluationError"] is not null).Should().Be(hasFault);
    }

    [Theory]
    [InlineData("fieldSelector", "{}", "spec.resourceAttributes.fieldSelector.requirements: Required value")]
    [InlineData("labelSelector", "{}", "spec.resourceAttributes.labelSelector.requirements: Required value")]
    [InlineData("fieldSelector", """{"rawSelector":"a=b","requirements":[{"key":"a","operator":"Exists"}]}""", "may not specified at the same time as requirements")]
    [InlineData("labelSelector", """{"requirements":[{"operator":"Exists"}]}""", "requirements[0].key: Required value")]
    [InlineData("labelSelector", """{"requirements":[{"key":"a","operator":"In"}]}""", "requirements[0].values: Required value")]
    [InlineData("labelSelector", """{"requirements":[{"key":"a","operator":"Exists","values":["x"]}]}""", "requirements[0].values: Forbidden")]
    [InlineData("fieldSelector", """{"requirements":[{"key":"a","operator":"GreaterThan","values":["1"]}]}""", "not a valid selector operator")]
    public async Task A_selector_that_is_not_complete_is_refused(string name, string selector, string mistake)
    {
        var answer = await AskAsync($$"""{"verb":"list","resource":"pods","{{name}}":{{selector}}}""");

        answer.Code.Should().Be(422, "{0}", answer.Text);
        answer.Message.Should().Contain(mistake);
    }

    [Fact]
    public async Task A_label_selector_that_cannot_be_read_is_left_out_and_told()
    {
        var answer = await AskAsync("""{"verb":"list","resource":"nodes","labelSelector":{"rawSelector":"a b c"}}""");

        answer.Json["status"]!.AsObject().ContainsKey("evaluationError").Should().BeTrue();
    }

    private Task<ApiAnswer> AskAsync(string attributes) => _cluster.PostAsync(
        "/apis/authorization.k8s.io/v1/subjectaccessreviews",
        new JsonObject { ["spec"] = new JsonObject { ["user"] = "system:node:n1", ["groups"] = new JsonArray("system:nodes"), ["resourceAttributes"] = JsonNode.Parse(attributes) } }.ToJsonString());
}
