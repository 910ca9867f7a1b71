using System.Net.Http.Headers;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Behaviours.Writes;

/// <summary>Entry 22: bodies that cannot be read, and answers that nobody can give.</summary>
public sealed class BodyTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";

    [Theory]
    [InlineData("", "the object provided is unrecognized (must be of type ConfigMap): couldn't get version/kind; json parse error: unexpected end of JSON input (<empty>)")]
    [InlineData("[]", "the object provided is unrecognized (must be of type ConfigMap): couldn't get version/kind; json parse error: json: cannot unmarshal array into Go value of type v1.ConfigMap (5b5d)")]
    [InlineData("\"x\"", "the object provided is unrecognized (must be of type ConfigMap): couldn't get version/kind; json parse error: json: cannot unmarshal string into Go value of type v1.ConfigMap (227822)")]
    [InlineData("apiVersion: v1\nkind: ConfigMap\nmetadata:\n", "the object provided is unrecognized (must be of type ConfigMap): couldn't get version/kind; json parse error: ")]
    [InlineData("""{"metadata":{"name":5}}""", "ConfigMap in version \"v1\" cannot be handled as a ConfigMap: json: cannot unmarshal number into Go struct field ObjectMeta.metadata.name of type string")]
    [InlineData("""{"data":[]}""", "ConfigMap in version \"v1\" cannot be handled as a ConfigMap: json: cannot unmarshal array into Go struct field ConfigMap.data of type map[string]string")]
    [InlineData("""{"kind":"Pod","apiVersion":"v1"}""", "Pod in version \"v1\" cannot be handled as a ConfigMap: ")]
    [InlineData("""{"kind":"ConfigMap","apiVersion":"apps/v1"}""", "the API version in the data (apps/v1) does not match the expected API version (v1)")]
    [InlineData("""{"metadata":{"name":"a"}} x""", "the object provided is unrecognized (must be of type ConfigMap): couldn't get version/kind; json parse error: ")]
    [InlineData("""{"metadata":{"name":"a"}}{}""", "the object provided is unrecognized (must be of type ConfigMap): couldn't get version/kind; json parse error: ")]
    [InlineData("""{"metadata":""", "the object provided is unrecognized (must be of type ConfigMap): couldn't get version/kind; json parse error: ")]
    public async Task A_body_that_is_no_object_of_the_kind_is_a_bad_request_that_says_why(string body, string why)
    {
        await using var cluster = await ApiCluster.StartAsync();

        var created = await cluster.PostAsync(ConfigMaps, body);
        var put = await cluster.PutAsync($"{ConfigMaps}/a", body);

        (created.Code, created.Reason).Should().Be((400, "BadRequest"));
        created.Message.Should().StartWith(why);
        (put.Code, put.Message).Should().Be((400, created.Message));
    }

    [Theory]
    [InlineData("apiVersion: v1", "(61706956657273696f6e3a207631)")]
    [InlineData("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n", "(61706956657273696f6e3a2076310a6b696e643a20436f6e6669674d6170 ...)")]
    [InlineData("{\"kind\": ConfigMap}", "({\"kind\": ConfigMap})")]
    [InlineData("{\"kind\": ConfigMap, \"apiVersion\": v1}", "({\"kind\": ConfigMap, \"apiVersio ...)")]
    public async Task What_is_no_JSON_is_shown_by_how_it_begins(string body, string shown)
    {
        await using var cluster = await ApiCluster.StartAsync();

        var answer = await cluster.PostAsync(ConfigMaps, body);

        answer.Code.Should().Be(400, answer.Text);
        answer.Message.Should().EndWith(shown);
    }

    [Theory]
    [InlineData(3 * 1024 * 1024, 422)]
    [InlineData((3 * 1024 * 1024) + 1, 413)]
    public async Task A_body_has_three_mebibytes_at_most(int bytes, int code)
    {
        await using var cluster = await ApiCluster.StartAsync();
        const string Around = """{"metadata":{"name":"a"},"data":{"k":""}}""";

        var answer = await cluster.PostAsync(ConfigMaps, Around.Replace("\"\"", $"\"{new string('x', bytes - Around.Length)}\"", StringComparison.Ordinal));

        answer.Code.Should().Be(code, "{0}", answer.Message);
        if (code == 413)
        {
            (answer.Reason, answer.Message).Should().Be(("RequestEntityTooLarge", "Request entity too large: limit is 3145728"));
        }
        else
        {
            answer.Message.Should().Be("ConfigMap \"a\" is invalid: []: Too long: may not be more than 1048576 bytes");
        }
    }

    [Theory]
    [InlineData("POST", "", "text/plain", "application/json, application/yaml, application/vnd.kubernetes.protobuf")]
    [InlineData("PUT", "/a", "application/xml", "application/json, application/yaml, application/vnd.kubernetes.protobuf")]
    [InlineData("PATCH", "/a", "application/json", "application/json-patch+json, application/merge-patch+json, application/strategic-merge-patch+json, application/apply-patch+yaml")]
    public async Task A_format_that_is_not_read_is_answered_with_those_that_are(string method, string name, string contentType, string accepted)
    {
        await using var cluster = await ApiCluster.StartAsync();

        var answer = await cluster.SendAsync(method, ConfigMaps + name, """{"metadata":{"name":"a"}}""", contentType);

        (answer.Code, answer.Reason, answer.Message).Should().Be(
            (415, "UnsupportedMediaType", $"the body of the request was in an unknown format - accepted media types include: {accepted}"));
    }

    [Fact]
    public async Task A_form_that_nobody_can_give_is_answered_with_those_there_are()
    {
        await using var cluster = await ApiCluster.StartAsync();

        var answer = await cluster.SendAsync("POST", ConfigMaps, """{"metadata":{"name":"a"}}""", accept: "text/html");

        (answer.Code, answer.Reason, answer.Message).Should().Be(
            (406, "NotAcceptable", "only the following media types are accepted: application/json, application/yaml, application/vnd.kubernetes.protobuf"));
        (await cluster.GetAsync($"{ConfigMaps}/a")).Code.Should().Be(404);
    }

    [Fact]
    public async Task Without_a_content_type_a_body_is_JSON()
    {
        await using var cluster = await ApiCluster.StartAsync();
        using var content = new ByteArrayContent("""{"metadata":{"name":"a"}}"""u8.ToArray());

        using var answer = await cluster.Http.PostAsync(ConfigMaps, content, TestContext.Current.CancellationToken);

        content.Headers.ContentType.Should().BeNull();
        ((int)answer.StatusCode).Should().Be(201);
        answer.Content.Headers.ContentType.Should().Be(new MediaTypeHeaderValue("application/json"));
    }

    [Theory]
    [InlineData("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  on: \"yes\"\n")]
    [InlineData("# a comment\n---\nmetadata: {name: a}\ndata: {\"on\": \"yes\"}\n")]
    public async Task A_body_in_YAML_is_what_it_would_be_in_JSON(string yaml)
    {
        await using var cluster = await ApiCluster.StartAsync();

        var answer = await cluster.PostAsync(ConfigMaps, yaml, "application/yaml");

        answer.Code.Should().Be(201, "{0}", answer.Text);
        answer.Json["data"]!.AsObject().Single().Value!.GetValue<string>().Should().Be("yes");
    }
}
