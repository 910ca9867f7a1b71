using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.CustomResources;

/// <summary>What upstream's own suite expects of bodies of custom resources, to the order of what is told.</summary>
public sealed class CustomFieldValidationTests
{
    private const string Odd = """
        {"metadata":{"name":"one","name":"one","unknownMeta":1},
         "spec":{"unknown1":1,"unknownDupe":1,"unknownDupe":2,"image":"a","image":"b",
          "free":{"x":1,"x":2},"steps":[{"name":"s","weight":1,"weight":2,"nested":1}],
          "template":{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p","unknownEmbedded":1}}}}
        """;

    private static readonly string[] Duplicates =
    [
        "duplicate field \"metadata.name\"", "duplicate field \"spec.unknownDupe\"", "duplicate field \"spec.image\"", "duplicate field \"spec.free.x\"",
        "duplicate field \"spec.steps[0].weight\"",
    ];

    private static readonly string[] Unknown =
    [
        "unknown field \"metadata.unknownMeta\"", "unknown field \"spec.steps[0].nested\"", "unknown field \"spec.unknown1\"",
        "unknown field \"spec.unknownDupe\"", "unknown field \"spec.template.metadata.unknownEmbedded\"",
    ];

    [Fact]
    public async Task Names_that_come_twice_are_told_first_then_metadata_then_the_object_then_what_is_embedded()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.DefineAsync();

        var strict = await cluster.PostAsync($"{CronTabs.Objects}?fieldValidation=Strict", Odd);
        var warned = await cluster.PostAsync(CronTabs.Objects, Odd);

        strict.Code.Should().Be(400);
        strict.Message.Should().EndWith($": strict decoding error: {string.Join(", ", Duplicates.Concat(Unknown))}");
        warned.Code.Should().Be(201, "{0}", warned.Text);
        warned.Warnings.Should().Equal(Duplicates.Concat(Unknown).Select(text => $"299 - \"{text.Replace("\"", "\\\"", StringComparison.Ordinal)}\""));
    }

    [Fact]
    public async Task What_the_definition_keeps_unread_may_not_name_a_field_twice_either()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.DefineAsync(CronTabs.Make("""
            {"type":"object","properties":{"spec":{"type":"object","x-kubernetes-preserve-unknown-fields":true,"properties":{"mode":{"type":"string"}}}}}
            """));

        var strict = await cluster.PostAsync(
            $"{CronTabs.Objects}?fieldValidation=Strict", """{"metadata":{"name":"one"},"spec":{"any":{"a":1},"any":{"a":1,"a":2}}}""");

        strict.Message.Should().EndWith(": strict decoding error: duplicate field \"spec.any\", duplicate field \"spec.any.a\"");
    }

    [Fact]
    public async Task Metadata_that_cannot_be_read_is_told_with_its_place()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.DefineAsync();

        var embedded = await cluster.PostCronTabAsync(
            "one", """{"image":"a","template":{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p","labels":{"a":1}}}}""");
        var own = await cluster.PostAsync(CronTabs.Objects, """{"metadata":{"name":"one","labels":{"a":1}},"spec":{"image":"a"}}""");

        (embedded.Code, embedded.Message).Should().Be(
            (400, "CronTab in version \"v1\" cannot be handled as a CronTab: spec.template.metadata: Invalid value: {\"name\":\"p\",\"labels\":{\"a\":1}}: "
                + "json: cannot unmarshal number into Go struct field ObjectMeta.labels of type string"));
        (own.Code, own.Message).Should().Be(
            (400, "CronTab in version \"v1\" cannot be handled as a CronTab: json: cannot unmarshal number into Go struct field ObjectMeta.labels of type string"));
    }

    [Fact]
    public async Task What_is_embedded_is_held_to_the_rules_of_objects()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.DefineAsync();
        const string Spec = """{"image":"a","template":{"apiVersion":"a/b/c","kind":"%","metadata":{"name":"..","namespace":"A","labels":{"k":"x y"}}}}""";

        var answer = await cluster.PostAsync(CronTabs.Objects, CronTabs.Body("one", Spec).Replace("\"name\":\"one\"", "\"name\":\"one\",\"labels\":{\"foo\":\"x y\"}", StringComparison.Ordinal));

        answer.Code.Should().Be(422);
        answer.Json["details"]!["causes"]!.AsArray().Select(cause => cause!["field"]!.GetValue<string>()).Should().BeEquivalentTo(
        [
            "metadata.labels", "spec.template.apiVersion", "spec.template.kind", "spec.template.metadata.name", "spec.template.metadata.namespace",
            "spec.template.metadata.labels",
        ]);
        answer.Message.Should().Contain("spec.template.kind: Invalid value: \"%\": may have mixed case, but should otherwise match: ");
    }

    [Theory]
    [InlineData("spec.nope=x", "spec.nope")]
    [InlineData("spec.mode=fast,spec.image=a", "spec.image")]
    public async Task A_field_that_cannot_be_selected_by_is_told_in_upstreams_words(string selector, string field)
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.DefineAsync();
        var plain = CronTabs.Make();
        plain["metadata"]!["name"] = "crontabs.plain.example.com";
        plain["spec"]!["group"] = "plain.example.com";
        CronTabs.Version(plain).Remove("selectableFields");
        await cluster.DefineAsync(plain);

        var list = await cluster.GetAsync($"{CronTabs.Objects}?fieldSelector={Uri.EscapeDataString(selector)}");
        var deletion = await cluster.DeleteAsync($"{CronTabs.Objects}?fieldSelector={Uri.EscapeDataString(selector)}");
        var other = await cluster.GetAsync("/apis/plain.example.com/v1/crontabs?fieldSelector=spec.nope%3Dx");

        (list.Code, list.Message).Should().Be((400, $"field label not supported: {field}"));
        (deletion.Code, deletion.Message).Should().Be((400, $"field label not supported: {field}"));
        (other.Code, other.Message).Should().Be((400, "field label not supported: spec.nope"));
    }
}
