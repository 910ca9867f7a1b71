using System.Text.Json.Nodes;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Endpoints;

public sealed class ObjectLifeTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";

    [Fact]
    public async Task A_created_object_has_identity_time_and_revision_and_reads_back_the_same()
    {
        await using var cluster = await ApiCluster.StartAsync();

        var created = await cluster.PostAsync(ConfigMaps, """{"metadata":{"name":"a","creationTimestamp":null},"data":{"k":"v"}}""");
        var read = await cluster.GetAsync($"{ConfigMaps}/a");

        created.Code.Should().Be(201);
        read.Text.Should().Be(created.Text);
        created.Text.Should().StartWith("""{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"a","namespace":"default","uid":""");
        created.Metadata["creationTimestamp"]!.GetValue<string>().Should().Be("2026-05-04T03:02:01Z");
        created.Metadata.Should().NotContainKey("generation");
    }

    [Fact]
    public async Task An_update_with_a_stale_revision_is_a_conflict_and_without_one_overwrites()
    {
        await using var cluster = await ApiCluster.StartAsync();
        var first = await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"a"},"data":{"k":"1"}}""");
        var changed = first.DeepClone().AsObject();
        changed["data"]!["k"] = "2";

        var second = await cluster.PutAsync($"{ConfigMaps}/a", changed);
        var stale = await cluster.PutAsync($"{ConfigMaps}/a", changed);
        var unconditional = await cluster.PutAsync($"{ConfigMaps}/a", """{"metadata":{"name":"a"},"data":{"k":"3"}}""");

        second.Code.Should().Be(200);
        stale.Code.Should().Be(409);
        stale.Message.Should().Be(
            "Operation cannot be fulfilled on configmaps \"a\": the object has been modified; please apply your changes to the latest version and try again");
        unconditional.Json["data"]!["k"]!.GetValue<string>().Should().Be("3");
    }

    [Fact]
    public async Task A_write_that_changes_nothing_keeps_the_revision()
    {
        await using var cluster = await ApiCluster.StartAsync();
        var first = await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"a"},"data":{"k":"1"}}""");

        var put = await cluster.PutAsync($"{ConfigMaps}/a", """{"metadata":{"name":"a"},"data":{"k":"1"}}""");
        var patched = await cluster.MergeAsync($"{ConfigMaps}/a", """{"data":{"k":"1"}}""");

        put.ResourceVersion.Should().Be(first["metadata"]!["resourceVersion"]!.GetValue<string>());
        patched.ResourceVersion.Should().Be(put.ResourceVersion);
    }

    [Fact]
    public async Task Generate_name_adds_five_characters_of_the_alphabet()
    {
        await using var cluster = await ApiCluster.StartAsync();

        var created = await cluster.CreateAsync(ConfigMaps, """{"metadata":{"generateName":"web-"}}""");

        created["metadata"]!["name"]!.GetValue<string>().Should().MatchRegex("^web-[bcdfghjklmnpqrstvwxz2456789]{5}$");
    }

    [Fact]
    public async Task A_missing_object_and_a_taken_name_are_told_in_upstreams_words()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"a"}}""");

        var missing = await cluster.GetAsync($"{ConfigMaps}/b");
        var taken = await cluster.PostAsync(ConfigMaps, """{"metadata":{"name":"a"}}""");

        missing.Code.Should().Be(404);
        missing.Message.Should().Be("configmaps \"b\" not found");
        missing.Json["details"]!.ToJsonString().Should().Be("""{"name":"b","kind":"configmaps"}""");
        (taken.Code, taken.Reason).Should().Be((409, "AlreadyExists"));
    }

    [Fact]
    public async Task A_body_for_another_namespace_name_or_kind_is_a_bad_request()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"a"}}""");

        var otherNamespace = await cluster.PostAsync(ConfigMaps, """{"metadata":{"name":"x","namespace":"kube-system"}}""");
        var otherName = await cluster.PutAsync($"{ConfigMaps}/a", """{"metadata":{"name":"x"}}""");
        var otherKind = await cluster.PostAsync(ConfigMaps, """{"apiVersion":"v1","kind":"Secret","metadata":{"name":"x"}}""");

        new[] { otherNamespace.Code, otherName.Code, otherKind.Code }.Should().AllBeEquivalentTo(400);
        otherKind.Message.Should().StartWith("Secret in version \"v1\" cannot be handled as a ConfigMap");
    }

    [Fact]
    public async Task A_dry_run_answers_the_object_that_would_be_and_stores_nothing()
    {
        await using var cluster = await ApiCluster.StartAsync();

        var dry = await cluster.PostAsync($"{ConfigMaps}?dryRun=All", """{"metadata":{"name":"a"}}""");
        var bad = await cluster.PostAsync($"{ConfigMaps}?dryRun=Some", """{"metadata":{"name":"a"}}""");

        dry.Code.Should().Be(201);
        dry.Metadata["uid"]!.GetValue<string>().Should().NotBeEmpty();
        bad.Code.Should().Be(422);
        (await cluster.GetAsync($"{ConfigMaps}/a")).Code.Should().Be(404);
    }

    [Fact]
    public async Task Unknown_fields_are_refused_told_or_passed_over_as_asked()
    {
        await using var cluster = await ApiCluster.StartAsync();
        const string Body = """{"metadata":{"name":"a"},"foo":1}""";

        var strict = await cluster.PostAsync($"{ConfigMaps}?fieldValidation=Strict", Body);
        var warned = await cluster.PostAsync($"{ConfigMaps}?dryRun=All", Body);
        var ignored = await cluster.PostAsync($"{ConfigMaps}?fieldValidation=Ignore", Body);

        strict.Code.Should().Be(400);
        strict.Message.Should().EndWith("strict decoding error: unknown field \"foo\"");
        warned.Warnings.Should().Equal("299 - \"unknown field \\\"foo\\\"\"");
        ignored.Warnings.Should().BeEmpty();
        ignored.Json.Should().NotContainKey("foo");
    }

    [Fact]
    public async Task Sixty_four_patches_at_once_lose_none()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"a"}}""");

        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => cluster.MergeAsync($"{ConfigMaps}/a", $$$"""{"data":{"k{{{i}}}":"{{{i}}}"}}""")));

        answers.Select(answer => answer.Code).Should().AllBeEquivalentTo(200);
        (await cluster.GetAsync($"{ConfigMaps}/a")).Json["data"]!.AsObject().Count.Should().Be(64);
    }

    [Fact]
    public async Task A_patch_that_names_a_stale_revision_is_a_conflict()
    {
        await using var cluster = await ApiCluster.StartAsync();
        var first = await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"a"}}""");
        await cluster.MergeAsync($"{ConfigMaps}/a", """{"data":{"k":"1"}}""");

        var stale = await cluster.MergeAsync(
            $"{ConfigMaps}/a",
            new JsonObject
            {
                ["metadata"] = new JsonObject { ["resourceVersion"] = first["metadata"]!["resourceVersion"]!.DeepClone() },
                ["data"] = new JsonObject { ["k"] = "2" },
            }.ToJsonString());

        stale.Code.Should().Be(409);
    }

    [Fact]
    public async Task A_yaml_body_is_read_and_other_formats_are_named_in_a_415()
    {
        await using var cluster = await ApiCluster.StartAsync();

        var yaml = await cluster.PostAsync(ConfigMaps, "metadata:\n  name: a\ndata:\n  k: v\n", "application/yaml");
        var xml = await cluster.PostAsync(ConfigMaps, "<a/>", "application/xml");
        var patch = await cluster.SendAsync("PATCH", $"{ConfigMaps}/a", "{}", "application/json");

        yaml.Code.Should().Be(201);
        (xml.Code, xml.Reason).Should().Be((415, "UnsupportedMediaType"));
        patch.Code.Should().Be(415);
        patch.Message.Should().Contain("application/merge-patch+json");
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{} x")]
    [InlineData("""{"metadata":{"name":5}}""")]
    public async Task A_body_that_is_no_object_of_the_kind_is_a_bad_request(string body)
    {
        await using var cluster = await ApiCluster.StartAsync();

        (await cluster.PostAsync(ConfigMaps, body)).Code.Should().Be(400);
    }

    [Fact]
    public async Task A_body_above_three_mebibytes_is_too_large()
    {
        await using var cluster = await ApiCluster.StartAsync();

        var answer = await cluster.PostAsync(ConfigMaps, $$$"""{"metadata":{"name":"a"},"data":{"k":"{{{new string('x', (3 * 1024 * 1024) + 1)}}}"}}""");

        (answer.Code, answer.Reason).Should().Be((413, "RequestEntityTooLarge"));
    }
}
