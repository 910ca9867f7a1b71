using System.Text;
using System.Text.Json.Nodes;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Behaviours.Special;

public sealed class SecretTests
{
    private const string Secrets = "/api/v1/namespaces/default/secrets";
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";
    private const string KeyRule =
        "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";

    [Theory]
    [InlineData("kubernetes.io/tls", """{"tls.crt":"eA=="}""", "data[tls.key]: Required value")]
    [InlineData("kubernetes.io/tls", "{}", "[data[tls.crt]: Required value, data[tls.key]: Required value]")]
    [InlineData("kubernetes.io/ssh-auth", "{}", "data[ssh-privatekey]: Required value")]
    [InlineData("kubernetes.io/basic-auth", "{}", "[data[username]: Required value, data[password]: Required value]")]
    [InlineData("kubernetes.io/dockerconfigjson", "{}", "data[.dockerconfigjson]: Required value")]
    [InlineData("kubernetes.io/dockerconfigjson", """{".dockerconfigjson":"eA=="}""", "data[.dockerconfigjson]: Invalid value: \"<secret contents redacted>\": ")]
    [InlineData("kubernetes.io/dockercfg", "{}", "data[.dockercfg]: Required value")]
    [InlineData("kubernetes.io/service-account-token", "{}", "metadata.annotations[kubernetes.io/service-account.name]: Required value")]
    public async Task A_type_has_its_keys(string type, string data, string why)
    {
        await using var cluster = await ApiCluster.StartAsync();

        var refused = await cluster.PostAsync(Secrets, $$$"""{"metadata":{"name":"s"},"type":"{{{type}}}","data":{{{data}}}}""");

        refused.Code.Should().Be(422, refused.Text);
        refused.Message.Should().StartWith($"Secret \"s\" is invalid: {why}");
    }

    [Theory]
    [InlineData("kubernetes.io/tls", """{"tls.crt":"","tls.key":""}""")]
    [InlineData("kubernetes.io/ssh-auth", """{"ssh-privatekey":"eA=="}""")]
    [InlineData("kubernetes.io/basic-auth", """{"password":"eA=="}""")]
    [InlineData("kubernetes.io/dockerconfigjson", """{".dockerconfigjson":"e30="}""")]
    [InlineData("bootstrap.kubernetes.io/token", "{}")]
    [InlineData("example.com/own", """{"any.thing_-9":"eA=="}""")]
    public async Task A_secret_with_the_keys_of_its_type_is_taken_and_keeps_the_type(string type, string data)
    {
        await using var cluster = await ApiCluster.StartAsync();

        var created = await cluster.CreateAsync(Secrets, $$$"""{"metadata":{"name":"s"},"type":"{{{type}}}","data":{{{data}}}}""");
        var other = await cluster.MergeAsync($"{Secrets}/s", """{"type":"example.com/other"}""");
        var none = await cluster.PutAsync($"{Secrets}/s", """{"metadata":{"name":"s"}}""");

        created["type"]!.GetValue<string>().Should().Be(type);
        other.Message.Should().Contain("type: Invalid value: \"example.com/other\": field is immutable");
        none.Code.Should().Be(422, "a secret without a type is Opaque");
    }

    [Fact]
    public async Task What_is_immutable_changes_neither_back_nor_its_data_but_its_labels()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync(Secrets, """{"metadata":{"name":"s"},"immutable":true,"data":{"a":"eA=="}}""");
        await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"c"},"immutable":true,"data":{"a":"x"},"binaryData":{"b":"eA=="}}""");
        const string Why = "Forbidden: field is immutable when `immutable` is set";

        var back = await cluster.MergeAsync($"{Secrets}/s", """{"immutable":false}""");
        var data = await cluster.MergeAsync($"{Secrets}/s", """{"data":{"b":"eA=="}}""");
        var text = await cluster.MergeAsync($"{Secrets}/s", """{"stringData":{"b":"x"}}""");
        var binary = await cluster.MergeAsync($"{ConfigMaps}/c", """{"binaryData":{"b":"eQ=="}}""");
        var map = await cluster.MergeAsync($"{ConfigMaps}/c", """{"immutable":null,"data":{"a":"y"}}""");
        var labels = await cluster.MergeAsync($"{ConfigMaps}/c", """{"metadata":{"labels":{"l":"v"}}}""");

        (back.Code, back.Message).Should().Be((422, $"Secret \"s\" is invalid: immutable: {Why}"));
        data.Message.Should().Be($"Secret \"s\" is invalid: data: {Why}");
        text.Message.Should().Be($"Secret \"s\" is invalid: data: {Why}");
        binary.Message.Should().Be($"ConfigMap \"c\" is invalid: binaryData: {Why}");
        map.Message.Should().Be($"ConfigMap \"c\" is invalid: [immutable: {Why}, data: {Why}]");
        labels.Code.Should().Be(200, labels.Text);
    }

    [Fact]
    public async Task Keys_are_held_to_their_syntax_and_one_key_is_text_or_bytes()
    {
        await using var cluster = await ApiCluster.StartAsync();

        var key = await cluster.PostAsync(ConfigMaps, """{"metadata":{"name":"c"},"data":{"a/b":"x"}}""");
        var up = await cluster.PostAsync(ConfigMaps, """{"metadata":{"name":"c"},"data":{"..":"x"}}""");
        var both = await cluster.PostAsync(ConfigMaps, """{"metadata":{"name":"c"},"data":{"a":"x"},"binaryData":{"a":"eA=="}}""");
        var notBase64 = await cluster.PostAsync(ConfigMaps, """{"metadata":{"name":"c"},"binaryData":{"a":"%%"}}""");

        (key.Code, key.Message).Should().Be((422, $"ConfigMap \"c\" is invalid: data[a/b]: Invalid value: \"a/b\": {KeyRule}"));
        up.Message.Should().Be("ConfigMap \"c\" is invalid: data[..]: Invalid value: \"..\": must not be '..'");
        both.Message.Should().Be("ConfigMap \"c\" is invalid: data[a]: Invalid value: \"a\": duplicate of key present in binaryData");
        notBase64.Code.Should().Be(400, notBase64.Text);
        notBase64.Message.Should().Contain("illegal base64 data at input byte 0");
    }

    [Fact]
    public async Task A_mebibyte_is_the_most_in_all()
    {
        await using var cluster = await ApiCluster.StartAsync();
        var half = new string('x', 512 * 1024);
        var bytes = Convert.ToBase64String(Encoding.UTF8.GetBytes(half));

        var full = await cluster.PostAsync(ConfigMaps, Body("c", new() { ["data"] = new JsonObject { ["a"] = half }, ["binaryData"] = new JsonObject { ["b"] = bytes } }));
        var over = await cluster.PostAsync(ConfigMaps, Body("d", new() { ["data"] = new JsonObject { ["a"] = half, ["c"] = "y" }, ["binaryData"] = new JsonObject { ["b"] = bytes } }));
        var secret = await cluster.PostAsync(Secrets, Body("s", new() { ["data"] = new JsonObject { ["a"] = bytes, ["b"] = bytes, ["c"] = "eA==" } }));

        full.Code.Should().Be(201, full.Text);
        (over.Code, over.Message).Should().Be((422, "ConfigMap \"d\" is invalid: []: Too long: may not be more than 1048576 bytes"));
        (secret.Code, secret.Message).Should().Be((422, "Secret \"s\" is invalid: data: Too long: may not be more than 1048576 bytes"));
    }

    [Fact]
    public async Task Bytes_come_back_as_they_were_sent()
    {
        await using var cluster = await ApiCluster.StartAsync();

        var map = await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"c"},"binaryData":{"b":"AP/+"},"data":{"t":""}}""");

        map["binaryData"]!.ToJsonString().Should().Be("""{"b":"AP/\u002B"}""");
        map["data"]!.ToJsonString().Should().Be("""{"t":""}""");
    }

    private static string Body(string name, JsonObject content)
    {
        content["metadata"] = new JsonObject { ["name"] = name };
        return content.ToJsonString();
    }
}
