using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Behaviours.Objects;

/// <summary>Entries 8 to 10: labels and annotations, names and namespaces of the path, and what is not there.</summary>
public sealed class MetadataRuleTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";

    private const string NamePart =
        "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

    private const string LabelValue =
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

    [Theory]
    [InlineData("a b", "x", "a b", NamePart)]
    [InlineData("a/b/c", "x", "a/b/c", "a valid label key must consist of alphanumeric characters")]
    [InlineData("/b", "x", "/b", "prefix part must be non-empty")]
    [InlineData("a/", "x", "a/", "name part must be non-empty")]
    [InlineData("a", "b c", "b c", LabelValue)]
    public async Task A_label_is_a_name_with_a_prefix_and_a_short_value(string key, string value, string blamed, string why)
    {
        await using var cluster = await ApiCluster.StartAsync();

        var answer = await cluster.PostAsync(ConfigMaps, $$$$"""{"metadata":{"name":"a","labels":{"{{{{key}}}}":"{{{{value}}}}"}}}""");

        answer.Code.Should().Be(422);
        answer.Message.Should().Contain($"metadata.labels: Invalid value: \"{blamed}\": ");
        answer.Message.Should().Contain(why is NamePart or LabelValue ? why : why.StartsWith("a valid", StringComparison.Ordinal) ? "must consist of" : why);
    }

    [Theory]
    [InlineData(63, 201)]
    [InlineData(64, 422)]
    public async Task A_label_has_63_characters_at_most(int length, int code)
    {
        await using var cluster = await ApiCluster.StartAsync();
        var text = new string('x', length);

        var value = await cluster.PostAsync($"{ConfigMaps}?dryRun=All", $$$$"""{"metadata":{"name":"a","labels":{"k":"{{{{text}}}}"}}}""");
        var key = await cluster.PostAsync($"{ConfigMaps}?dryRun=All", $$$$"""{"metadata":{"name":"a","labels":{"example.com/{{{{text}}}}":"v"}}}""");

        (value.Code, key.Code).Should().Be((code, code));
        if (code == 422)
        {
            value.Message.Should().Be($"ConfigMap \"a\" is invalid: metadata.labels: Invalid value: \"{text}\": must be no more than 63 bytes");
            key.Message.Should().Be($"ConfigMap \"a\" is invalid: metadata.labels: Invalid value: \"example.com/{text}\": name part must be no more than 63 bytes");
        }
    }

    [Fact]
    public async Task Annotations_have_256_KiB_together()
    {
        await using var cluster = await ApiCluster.StartAsync();

        var fits = await cluster.PostAsync($"{ConfigMaps}?dryRun=All", $$$$"""{"metadata":{"name":"a","annotations":{"k":"{{{{new string('x', (256 * 1024) - 1)}}}}"}}}""");
        var tooLong = await cluster.PostAsync($"{ConfigMaps}?dryRun=All", $$$$"""{"metadata":{"name":"a","annotations":{"k":"{{{{new string('x', 256 * 1024)}}}}"}}}""");

        fits.Code.Should().Be(201);
        tooLong.Code.Should().Be(422);
        tooLong.Message.Should().Be("ConfigMap \"a\" is invalid: metadata.annotations: Too long: may not be more than 262144 bytes");
        tooLong.Json["details"]!["causes"]![0]!["reason"]!.GetValue<string>().Should().Be("FieldValueTooLong");
    }

    [Fact]
    public async Task A_finalizer_of_a_built_in_kind_is_a_known_one_or_has_a_domain()
    {
        await using var cluster = await ApiCluster.StartAsync();

        var right = await cluster.PostAsync($"{ConfigMaps}?dryRun=All", """{"metadata":{"name":"a","finalizers":["example.com/x","orphan","foregroundDeletion","kubernetes"]}}""");
        var wrong = await cluster.PostAsync(ConfigMaps, """{"metadata":{"name":"a","finalizers":["example.com/x","mine"]}}""");

        right.Code.Should().Be(201);
        wrong.Code.Should().Be(422);
        wrong.Message.Should().Be(
            "ConfigMap \"a\" is invalid: metadata.finalizers[1]: Invalid value: \"mine\": name is neither a standard finalizer name nor is it fully qualified");
    }

    [Fact]
    public async Task The_namespace_of_the_body_is_that_of_the_path_or_left_out()
    {
        await using var cluster = await ApiCluster.StartAsync();
        const string Mismatch = "the namespace of the provided object does not match the namespace sent on the request";

        var filled = await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"a"}}""");
        var created = await cluster.PostAsync(ConfigMaps, """{"metadata":{"name":"b","namespace":"other"}}""");
        var put = await cluster.PutAsync($"{ConfigMaps}/a", """{"metadata":{"name":"a","namespace":"other"}}""");
        var patched = await cluster.MergeAsync($"{ConfigMaps}/a", """{"metadata":{"namespace":"other"}}""");

        filled["metadata"]!["namespace"]!.GetValue<string>().Should().Be("default");
        (created.Code, created.Reason, created.Message).Should().Be((400, "BadRequest", Mismatch));
        (put.Code, put.Message).Should().Be((400, Mismatch));
        (patched.Code, patched.Message).Should().Be((400, Mismatch));
    }

    [Fact]
    public async Task A_namespace_means_nothing_to_what_is_in_none()
    {
        await using var cluster = await ApiCluster.StartAsync();

        var created = await cluster.CreateAsync("/api/v1/nodes", """{"metadata":{"name":"n","namespace":"default"}}""");

        created["metadata"]!.AsObject().Should().NotContainKey("namespace");
    }

    [Fact]
    public async Task The_name_of_the_body_is_that_of_the_path()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"a"}}""");
        const string Mismatch = "the name of the object (b) does not match the name on the URL (a)";
        const string Missing = "the name of the object (a based on URL) was undeterminable: name must be provided";

        var put = await cluster.PutAsync($"{ConfigMaps}/a", """{"metadata":{"name":"b"}}""");
        var patched = await cluster.MergeAsync($"{ConfigMaps}/a", """{"metadata":{"name":"b"}}""");
        var unnamed = await cluster.PutAsync($"{ConfigMaps}/a", """{"metadata":{}}""");
        var taken = await cluster.MergeAsync($"{ConfigMaps}/a", """{"metadata":{"name":null}}""");

        (put.Code, put.Message).Should().Be((400, Mismatch));
        (patched.Code, patched.Message).Should().Be((400, Mismatch));
        (unnamed.Code, unnamed.Message).Should().Be((400, Missing));
        (taken.Code, taken.Message).Should().Be((400, Missing));
    }

    [Fact]
    public async Task What_is_not_there_is_told_by_resource_and_name()
    {
        await using var cluster = await ApiCluster.StartAsync();

        var map = await cluster.GetAsync($"{ConfigMaps}/x");
        var deployment = await cluster.GetAsync("/apis/apps/v1/namespaces/default/deployments/x");
        var resource = await cluster.GetAsync("/api/v1/namespaces/default/foos");

        map.Code.Should().Be(404);
        map.Text.TrimEnd().Should().Be(
            """{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"configmaps \"x\" not found","reason":"NotFound","details":{"name":"x","kind":"configmaps"},"code":404}""");
        deployment.Json["details"]!.ToJsonString().Should().Be("""{"name":"x","group":"apps","kind":"deployments"}""");
        (resource.Code, resource.Reason, resource.Message).Should().Be((404, "NotFound", "the server could not find the requested resource"));
    }
}
