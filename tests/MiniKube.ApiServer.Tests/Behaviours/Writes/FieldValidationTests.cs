using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Behaviours.Writes;

/// <summary>Entry 20: fields that nobody knows, and fields that come twice.</summary>
public sealed class FieldValidationTests
{
    private const string Pods = "/api/v1/namespaces/default/pods";
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";
    private const string Merge = "application/merge-patch+json";
    private const string Strategic = "application/strategic-merge-patch+json";

    private const string Odd =
        """
        {"metadata":{"name":"a","name":"b","foo":1},"spec":{"foo":1,"containers":[{"name":"c","image":"i","image":"j","ports":[{"containerPort":1,"bar":{"x":1}}]}]},"zip":2}
        """;

    private const string OddYaml = "metadata:\n  name: a\n  name: b\nspec:\n  foo: 1\n  containers:\n  - name: c\n    image: i\n    image: j\n    bar: 1\n";

    private static readonly string[] Findings =
    [
        "duplicate field \"metadata.name\"", "unknown field \"metadata.foo\"", "unknown field \"spec.foo\"", "duplicate field \"spec.containers[0].image\"",
        "unknown field \"spec.containers[0].ports[0].bar\"", "unknown field \"zip\"",
    ];

    [Fact]
    public async Task Strict_refuses_with_every_field_and_its_path()
    {
        await using var cluster = await ApiCluster.StartAsync();

        var answer = await cluster.PostAsync($"{Pods}?fieldValidation=Strict", Odd);

        (answer.Code, answer.Reason).Should().Be((400, "BadRequest"));
        answer.Message.Should().Be($"Pod in version \"v1\" cannot be handled as a Pod: strict decoding error: {string.Join(", ", Findings)}");
        (await cluster.GetAsync($"{Pods}/b")).Code.Should().Be(404);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?fieldValidation=Warn")]
    public async Task Warn_says_each_in_a_header_and_goes_on_with_the_last(string query)
    {
        await using var cluster = await ApiCluster.StartAsync();

        var answer = await cluster.PostAsync($"{Pods}{query}", Odd);

        answer.Code.Should().Be(201);
        answer.Warnings.Should().Equal(Findings.Select(Header));
        answer.Metadata["name"]!.GetValue<string>().Should().Be("b");
        answer.Json["spec"]!["containers"]![0]!["image"]!.GetValue<string>().Should().Be("j");
        answer.Json["spec"]!.AsObject().Should().NotContainKey("foo");
    }

    [Fact]
    public async Task Ignore_passes_over_them_in_silence()
    {
        await using var cluster = await ApiCluster.StartAsync();

        var answer = await cluster.PostAsync($"{Pods}?fieldValidation=Ignore", Odd);

        answer.Code.Should().Be(201);
        answer.Warnings.Should().BeEmpty();
    }

    [Fact]
    public async Task A_put_is_held_against_the_same()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"a"}}""");

        var strict = await cluster.PutAsync($"{ConfigMaps}/a?fieldValidation=Strict", """{"metadata":{"name":"a"},"foo":1}""");
        var warned = await cluster.PutAsync($"{ConfigMaps}/a", """{"metadata":{"name":"a"},"foo":1}""");

        (strict.Code, strict.Message).Should().Be(
            (400, "ConfigMap in version \"v1\" cannot be handled as a ConfigMap: strict decoding error: unknown field \"foo\""));
        warned.Warnings.Should().Equal(Header("unknown field \"foo\""));
    }

    [Fact]
    public async Task Of_YAML_repeated_keys_are_told_by_line_before_the_unknown_fields()
    {
        await using var cluster = await ApiCluster.StartAsync();

        var strict = await cluster.PostAsync($"{Pods}?fieldValidation=Strict", OddYaml, "application/yaml");
        var warned = await cluster.PostAsync(Pods, OddYaml, "application/yaml");

        (strict.Code, strict.Message).Should().Be(
            (400, "Pod in version \"v1\" cannot be handled as a Pod: strict decoding error: yaml: unmarshal errors:\n  line 3: key \"name\" already set in map\n  line 9: key \"image\" already set in map, unknown field \"spec.foo\", unknown field \"spec.containers[0].bar\""));
        warned.Code.Should().Be(201);
        warned.Warnings.Should().Equal(
            Header("line 3: key \"name\" already set in map"),
            Header("line 9: key \"image\" already set in map"),
            Header("unknown field \"spec.foo\""),
            Header("unknown field \"spec.containers[0].bar\""));
        warned.Json["spec"]!["containers"]![0]!["image"]!.GetValue<string>().Should().Be("j");
    }

    [Theory]
    [InlineData(Merge, """{"data":{"k":"1","k":"2"},"foo":1}""", "{\\\"kind\\\":\\\"ConfigMap\\\"")]
    [InlineData(Strategic, """{"data":{"k":"1","k":"2"},"foo":1}""", "map[data:map[k:2] foo:1]")]
    public async Task A_patch_that_is_refused_for_its_fields_is_invalid(string type, string patch, string quoted)
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"a"}}""");

        var strict = await cluster.SendAsync("PATCH", $"{ConfigMaps}/a?fieldValidation=Strict", patch, type);
        var warned = await cluster.SendAsync("PATCH", $"{ConfigMaps}/a", patch, type);

        strict.Code.Should().Be(422);
        strict.Message.Should().StartWith($" \"\" is invalid: patch: Invalid value: \"{quoted}");
        strict.Message.Should().EndWith("\": strict decoding error: duplicate field \"data.k\", unknown field \"foo\"");
        strict.Json["details"]!["causes"]![0]!["field"]!.GetValue<string>().Should().Be("patch");
        warned.Code.Should().Be(200, "{0}", warned.Text);
        warned.Warnings.Should().Equal(Header("duplicate field \"data.k\""), Header("unknown field \"foo\""));
        warned.Json["data"]!["k"]!.GetValue<string>().Should().Be("2");
    }

    [Fact]
    public async Task A_step_of_a_JSON_patch_that_names_something_twice_is_told_with_its_place()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"a"}}""");
        const string Patch = """[{"op":"add","path":"/x","path":"/data","value":{"k":"v"}}]""";

        var strict = await cluster.SendAsync("PATCH", $"{ConfigMaps}/a?fieldValidation=Strict", Patch, "application/json-patch+json");
        var warned = await cluster.SendAsync("PATCH", $"{ConfigMaps}/a", Patch, "application/json-patch+json");

        strict.Code.Should().Be(422);
        strict.Message.Should().EndWith("strict decoding error: json patch duplicate field \"[0].path\"");
        warned.Warnings.Should().Equal(Header("json patch duplicate field \"[0].path\""));
    }

    [Fact]
    public async Task A_field_that_is_unknown_is_told_once_however_often_it_comes()
    {
        await using var cluster = await ApiCluster.StartAsync();

        var answer = await cluster.PostAsync($"{ConfigMaps}?fieldValidation=Strict", """{"metadata":{"name":"a"},"foo":1,"foo":2}""");

        answer.Message.Should().EndWith("strict decoding error: unknown field \"foo\"");
    }

    [Fact]
    public async Task Fields_of_a_step_that_mean_nothing_come_before_what_the_outcome_does_not_know_in_order_of_its_names()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreatePodAsync("a");
        const string Patch = """
            [{"op":"add","path":"/spec/zip","value":1,"foo":1},{"op":"add","path":"/x","path":"/spec/containers/0/bar","value":1},{"op":"add","path":"/spec/zap","value":1}]
            """;

        var answer = await cluster.SendAsync("PATCH", $"{Pods}/a?fieldValidation=Strict", Patch, "application/json-patch+json");
        var merged = await cluster.SendAsync("PATCH", $"{Pods}/a", """{"spec":{"zip":1,"containers":[{"name":"c","bar":1}]}}""", Strategic);

        answer.Message.Should().EndWith(
            "strict decoding error: json patch unknown field \"[0].foo\", json patch duplicate field \"[1].path\", "
            + "unknown field \"spec.containers[0].bar\", unknown field \"spec.zap\", unknown field \"spec.zip\"");
        merged.Warnings.Should().Equal(Header("unknown field \"spec.containers[0].bar\""), Header("unknown field \"spec.zip\""));
    }

    [Fact]
    public async Task An_apply_tells_repeated_keys_by_line_and_takes_no_unknown_field()
    {
        await using var cluster = await ApiCluster.StartAsync();
        const string Repeated = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  k: \"1\"\n  k: \"2\"\n";
        const string Unknown = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\nfoo: 1\n";

        var strict = await ApplyAsync(cluster, Repeated, "&fieldValidation=Strict");
        var warned = await ApplyAsync(cluster, Repeated, "");
        var unknown = await ApplyAsync(cluster, Unknown, "&fieldValidation=Ignore");

        (strict.Code, strict.Message).Should().Be(
            (400, "error strict decoding YAML: error converting YAML to JSON: yaml: unmarshal errors:\n  line 7: key \"k\" already set in map"));
        warned.Code.Should().Be(201);
        warned.Warnings.Should().Equal(Header("line 7: key \"k\" already set in map"));
        (unknown.Code, unknown.Message).Should().Be((400, "failed to create typed patch object (/a; /v1, Kind=ConfigMap): .foo: field not declared in schema"));
    }

    [Theory]
    [InlineData("POST", "", "CreateOptions")]
    [InlineData("PUT", "/a", "UpdateOptions")]
    [InlineData("PATCH", "/a", "PatchOptions")]
    public async Task A_mode_that_is_none_is_refused(string method, string name, string options)
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"a"}}""");

        var answer = await cluster.SendAsync(
            method, $"{ConfigMaps}{name}?fieldValidation=Foo", """{"metadata":{"name":"a"}}""", method == "PATCH" ? Merge : "application/json");

        (answer.Code, answer.Message).Should().Be(
            (422, $"{options}.meta.k8s.io \"\" is invalid: fieldValidation: Unsupported value: \"Foo\": supported values: \"\", \"Ignore\", \"Strict\", \"Warn\""));
    }

    private static Task<ApiAnswer> ApplyAsync(ApiCluster cluster, string yaml, string query) =>
        cluster.SendAsync("PATCH", $"{ConfigMaps}/a?fieldManager=m{query}", yaml, "application/apply-patch+yaml");

    private static string Header(string text) => $"299 - \"{text.Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
