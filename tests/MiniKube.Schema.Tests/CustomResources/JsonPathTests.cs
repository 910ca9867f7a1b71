using System.Text.Json.Nodes;
using MiniKube.Schema.CustomResources;

namespace MiniKube.Schema.Tests.CustomResources;

public sealed class JsonPathTests
{
    private const string Json = """
        {"a":{"b":[{"type":"Ready","status":"True"},{"type":"Other","status":"False"}],"c.d":"dotted","e":"slashed"},"n":3}
        """;

    [Theory]
    [InlineData(".n", "3")]
    [InlineData(".a.b[1].type", "\"Other\"")]
    [InlineData(".a.b[-1].type", "\"Other\"")]
    [InlineData(".a.b[*].type", "\"Ready\"")]
    [InlineData(".a.b[?(@.type==\"Ready\")].status", "\"True\"")]
    [InlineData(".a.b[?(@.type=='Missing')].status", null)]
    [InlineData(".a['c.d']", "\"dotted\"")]
    [InlineData(".a.c\\.d", "\"dotted\"")]
    [InlineData(".x.y.z", null)]
    public void A_path_leads_to_its_first_value(string path, string? value)
    {
        JsonPath.TryParse(path, out var parsed).Should().BeTrue();

        parsed!.First(JsonNode.Parse(Json))?.ToJsonString().Should().Be(value);
    }

    [Theory]
    [InlineData("a.b")]
    [InlineData(".")]
    [InlineData(".a..b")]
    [InlineData(".a[")]
    [InlineData(".a[?(@.b>1)]")]
    [InlineData(".a[x]")]
    public void What_is_no_path_is_refused(string path) => JsonPath.TryParse(path, out _).Should().BeFalse();

    [Fact]
    public void Versions_stand_in_the_order_of_preference()
    {
        string[] versions = ["foo1", "v1alpha1", "v2", "v11alpha2", "v1", "v3beta1", "v10", "v11beta2", "foo10"];

        versions.Order(ApiVersionOrder.Instance).Should().Equal("v10", "v2", "v1", "v11beta2", "v3beta1", "v11alpha2", "v1alpha1", "foo1", "foo10");
    }
}
