using System.Text.Json.Nodes;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.CustomResources;

public sealed class CustomObjectTests
{
    [Fact]
    public async Task Unknown_fields_are_pruned_and_defaults_filled_in()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.DefineAsync();

        var answer = await cluster.PostCronTabAsync(
            "one", """{"image":"a","foo":1,"free":{"z":[1],"a":{"b":null}},"note":null,"mode":null,"port":"http","labels":{"b":"2","a":"1"}}""");

        answer.Code.Should().Be(201);
        answer.Warnings.Should().Contain(warning => warning.Contains("unknown field \\\"spec.foo\\\"", StringComparison.Ordinal));
        answer.Json["spec"]!.ToJsonString().Should().Be(
            """{"free":{"a":{"b":null},"z":[1]},"image":"a","labels":{"a":"1","b":"2"},"note":null,"port":"http","replicas":1}""");
        answer.Json["metadata"]!["generation"]!.GetValue<long>().Should().Be(1);
    }

    [Fact]
    public async Task An_object_as_deep_as_a_body_may_be_is_kept_read_changed_selected_and_shown()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.DefineAsync();
        var deep = string.Concat(Enumerable.Repeat("{\"x\":", 200)) + "1" + new string('}', 200);
        var path = $"{CronTabs.Objects}/deep";

        (await cluster.PostCronTabAsync("deep", $$$"""{"image":"a","free":{{{deep}}}}""")).Code.Should().Be(201);
        (await cluster.MergeAsync(path, """{"metadata":{"labels":{"a":"b"}}}""")).Code.Should().Be(200);

        (await cluster.GetAsync(path)).Text.Should().Contain(deep);
        (await cluster.GetAsync($"{CronTabs.Objects}?labelSelector=a%3Db&fieldSelector=spec.mode%3D")).Text.Should().Contain(deep);
        (await cluster.GetAsync(CronTabs.Objects, "application/json;as=Table;v=v1;g=meta.k8s.io")).Text.Should().Contain("\"cells\":[\"deep\"");
    }

    [Fact]
    public async Task Strict_validation_names_the_unknown_field()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.DefineAsync();

        var answer = await cluster.PostAsync($"{CronTabs.Objects}?fieldValidation=Strict", CronTabs.Body("one", """{"image":"a","foo":1}"""));

        answer.Code.Should().Be(400);
        answer.Message.Should().Contain("unknown field \"spec.foo\"");
    }

    [Theory]
    [InlineData("""{"image":1}""", "spec.image: Invalid value: \"integer\": spec.image in body must be of type string: \"integer\"")]
    [InlineData("""{}""", "spec.image: Required value")]
    [InlineData("""{"image":""}""", "spec.image: Invalid value: \"\": spec.image in body should be at least 1 chars long")]
    [InlineData("""{"image":"a","replicas":11}""", "spec.replicas: Invalid value: 11: spec.replicas in body should be less than or equal to 10")]
    [InlineData("""{"image":"a","replicas":-1}""", "spec.replicas: Invalid value: -1: spec.replicas in body should be greater than or equal to 0")]
    [InlineData("""{"image":"a","replicas":1.5}""", "spec.replicas: Invalid value: \"number\": spec.replicas in body must be of type integer: \"number\"")]
    [InlineData("""{"image":"a","cronSpec":"* * *\n"}""", "spec.cronSpec in body should match")]
    [InlineData("""{"image":"a","mode":"odd"}""", "spec.mode: Unsupported value: \"odd\": supported values: \"fast\", \"slow\"")]
    [InlineData("""{"image":"a","tags":["x","y","x"]}""", "spec.tags[2]: Duplicate value: \"x\"")]
    [InlineData("""{"image":"a","steps":[{"name":"x"},{"name":"x"}]}""", "spec.steps[1]: Duplicate value: {\"name\":\"x\"}")]
    [InlineData("""{"image":"a","port":true}""", "spec.port in body must be of type integer,string: \"boolean\"")]
    [InlineData("""{"image":"a","labels":{"k":1}}""", "spec.labels.k in body must be of type string: \"integer\"")]
    [InlineData("""{"image":"a","template":{"kind":"Pod"}}""", "spec.template.apiVersion: Required value: must not be empty")]
    public async Task What_the_schema_does_not_allow_is_told_by_field(string spec, string message)
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.DefineAsync();

        var answer = await cluster.PostCronTabAsync("one", spec);

        answer.Code.Should().Be(422, "{0}", answer.Text);
        answer.Message.Should().StartWith("CronTab.stable.example.com \"one\" is invalid: ").And.Contain(message);
    }

    [Fact]
    public async Task Status_and_spec_keep_apart()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.DefineAsync();
        var created = await cluster.CreateAsync(CronTabs.Objects, CronTabs.Body("one", """{"image":"a"},"status":{"replicas":7}"""));

        var status = await cluster.MergeAsync(
            $"{CronTabs.Objects}/one/status", """{"metadata":{"labels":{"a":"b"}},"spec":{"image":"other"},"status":{"replicas":3,"bar":1}}""");
        var main = await cluster.MergeAsync($"{CronTabs.Objects}/one", """{"spec":{"image":"new"},"status":{"replicas":9}}""");
        var wrong = await cluster.MergeAsync($"{CronTabs.Objects}/one/status", """{"status":{"replicas":"x"}}""");

        created.ContainsKey("status").Should().BeFalse();
        status.Json["status"]!.ToJsonString().Should().Be("""{"phase":"New","replicas":3}""");
        status.Json["spec"]!["image"]!.GetValue<string>().Should().Be("a");
        status.Metadata.ContainsKey("labels").Should().BeFalse();
        status.Metadata["generation"]!.GetValue<long>().Should().Be(1);
        main.Json["status"]!["replicas"]!.GetValue<long>().Should().Be(3);
        main.Metadata["generation"]!.GetValue<long>().Should().Be(2);
        wrong.Code.Should().Be(422);
    }

    [Fact]
    public async Task Scale_reads_and_writes_the_paths_of_the_definition()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.DefineAsync();
        await cluster.CreateCronTabAsync("one");
        await cluster.MergeAsync($"{CronTabs.Objects}/one/status", """{"status":{"replicas":3,"selector":"app=x"}}""");

        var scale = await cluster.GetAsync($"{CronTabs.Objects}/one/scale");
        var scaled = await cluster.MergeAsync($"{CronTabs.Objects}/one/scale", """{"spec":{"replicas":5}}""");
        var tooMany = await cluster.MergeAsync($"{CronTabs.Objects}/one/scale", """{"spec":{"replicas":50}}""");

        scale.Json["spec"]!.ToJsonString().Should().Be("""{"replicas":1}""");
        scale.Json["status"]!.ToJsonString().Should().Be("""{"replicas":3,"selector":"app=x"}""");
        scaled.Json["spec"]!["replicas"]!.GetValue<long>().Should().Be(5);
        (await cluster.GetAsync($"{CronTabs.Objects}/one")).Json["spec"]!["replicas"]!.GetValue<long>().Should().Be(5);
        tooMany.Code.Should().Be(422);
    }

    [Theory]
    [InlineData("-1", "FieldValueInvalid", "Invalid value: -1: should be a non-negative integer")]
    [InlineData("2147483648", "FieldValueInvalid", "Invalid value: 2147483648: should be less than or equal to 2147483647")]
    public async Task Replicas_that_no_scale_can_have_are_refused_whatever_the_schema_says(string replicas, string reason, string message)
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.DefineAsync(CronTabs.Make("""
            {"type":"object","properties":{"spec":{"type":"object","x-kubernetes-preserve-unknown-fields":true,"properties":{"mode":{"type":"string"}}}}}
            """));

        var answer = await cluster.PostCronTabAsync("one", $$"""{"replicas":{{replicas}}}""");

        answer.Code.Should().Be(422, "{0}", answer.Text);
        var cause = answer.Json["details"]!["causes"]!.AsArray().Should().ContainSingle().Subject!;
        (cause["field"]!.GetValue<string>(), cause["reason"]!.GetValue<string>(), cause["message"]!.GetValue<string>()).Should().Be((".spec.replicas", reason, message));
    }

    [Fact]
    public async Task Only_json_is_understood_and_strategic_merge_is_not()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.DefineAsync();
        await cluster.CreateCronTabAsync("one");

        var strategic = await cluster.SendAsync("PATCH", $"{CronTabs.Objects}/one", "{}", "application/strategic-merge-patch+json");
        var protobuf = await cluster.SendAsync("POST", CronTabs.Objects, "k8s", "application/vnd.kubernetes.protobuf");
        var patched = await cluster.SendAsync(
            "PATCH", $"{CronTabs.Objects}/one", """[{"op":"replace","path":"/spec/image","value":"b"}]""", "application/json-patch+json");

        strategic.Code.Should().Be(415);
        protobuf.Code.Should().Be(415);
        patched.Json["spec"]!["image"]!.GetValue<string>().Should().Be("b");
    }

    [Fact]
    public async Task A_put_needs_the_resourceVersion_and_a_change_that_changes_nothing_writes_nothing()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.DefineAsync();
        var created = await cluster.CreateCronTabAsync("one", """{"image":"a","labels":{"b":"1","a":"2"}}""");

        var blind = await cluster.PutAsync($"{CronTabs.Objects}/one", CronTabs.Body("one", """{"image":"b"}"""));
        var same = await cluster.PutAsync($"{CronTabs.Objects}/one", created);

        blind.Code.Should().Be(422);
        blind.Message.Should().Contain("metadata.resourceVersion: Invalid value: 0: must be specified for an update");
        same.ResourceVersion.Should().Be(created["metadata"]!["resourceVersion"]!.GetValue<string>());
    }

    [Fact]
    public async Task Fields_can_be_selected_and_columns_are_those_of_the_definition()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.DefineAsync();
        await cluster.CreateCronTabAsync("one", """{"image":"a","mode":"fast","cronSpec":"* * * * */5"}""");
        await cluster.CreateCronTabAsync("two", """{"image":"a","mode":"slow"}""");

        var fast = await cluster.GetAsync($"{CronTabs.Objects}?fieldSelector=spec.mode=fast");
        var unknown = await cluster.GetAsync($"{CronTabs.Objects}?fieldSelector=spec.image=a");
        var table = await cluster.GetAsync(CronTabs.Objects, "application/json;as=Table;v=v1;g=meta.k8s.io");

        fast.Names.Should().Equal("one");
        unknown.Code.Should().Be(400);
        table.Json["columnDefinitions"]!.AsArray().Select(column => column!["name"]!.GetValue<string>()).Should().Equal("Name", "Spec", "Replicas", "Age");
        table.Json["rows"]![0]!["cells"]!.ToJsonString().Should().Be("""["one","* * * * */5",1,"0s"]""");
        table.Json["rows"]![1]!["cells"]!.ToJsonString().Should().Be("""["two",null,1,"0s"]""");
    }

    [Fact]
    public async Task A_watch_sees_custom_objects_like_others()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.DefineAsync();
        using var watch = await cluster.WatchAsync(CronTabs.Objects);

        await cluster.CreateCronTabAsync("one");
        await cluster.MergeAsync($"{CronTabs.Objects}/one", """{"spec":{"image":"b"}}""");
        await cluster.DeleteAsync($"{CronTabs.Objects}/one");

        (await watch.TakeAsync(3)).Select(each => each.ToString()).Should().Equal("ADDED one", "MODIFIED one", "DELETED one");
    }

    [Fact]
    public async Task What_was_invalid_before_may_stay_while_something_else_changes()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.DefineAsync();
        await cluster.CreateCronTabAsync("one", """{"image":"a","replicas":9,"steps":[{"name":"x","weight":5}]}""");
        var definition = (await cluster.GetAsync(CronTabs.Definition)).Json;
        var spec = CronTabs.Version(definition)["schema"]!["openAPIV3Schema"]!["properties"]!["spec"]!["properties"]!;
        spec["replicas"]!["maximum"] = 5;
        spec["steps"]!["items"]!["properties"]!["weight"]!["maximum"] = 2;
        (await cluster.PutAsync(CronTabs.Definition, definition)).Code.Should().Be(200);

        var elsewhere = await cluster.MergeAsync(
            $"{CronTabs.Objects}/one", """{"spec":{"image":"b","steps":[{"name":"y"},{"name":"x","weight":5}]}}""");
        var there = await cluster.MergeAsync($"{CronTabs.Objects}/one", """{"spec":{"replicas":8}}""");

        elsewhere.Code.Should().Be(200, "{0}", elsewhere.Text);
        there.Code.Should().Be(422);
    }

    [Fact]
    public async Task Old_objects_are_read_by_the_new_schema()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.DefineAsync();
        await cluster.CreateCronTabAsync("one", """{"image":"a","mode":"fast"}""");
        var definition = (await cluster.GetAsync(CronTabs.Definition)).Json;
        CronTabs.Version(definition).Remove("selectableFields");
        var spec = CronTabs.Version(definition)["schema"]!["openAPIV3Schema"]!["properties"]!["spec"]!["properties"]!.AsObject();
        spec.Remove("mode");
        spec["colour"] = JsonNode.Parse("""{"type":"string","default":"blue"}""");
        (await cluster.PutAsync(CronTabs.Definition, definition)).Code.Should().Be(200);

        var read = await cluster.GetAsync($"{CronTabs.Objects}/one");
        var listed = await cluster.GetAsync(CronTabs.Objects);

        read.Json["spec"]!.ToJsonString().Should().Be("""{"colour":"blue","image":"a","replicas":1}""");
        listed.Items[0]["spec"]!.ToJsonString().Should().Be(read.Json["spec"]!.ToJsonString());
    }

    [Fact]
    public async Task Versions_share_their_objects()
    {
        await using var cluster = await ApiCluster.StartAsync();
        var definition = CronTabs.Make();
        var second = CronTabs.Version(definition).DeepClone().AsObject();
        (second["name"], second["storage"], second["deprecated"]) = ("v1beta1", false, true);
        second["schema"]!["openAPIV3Schema"]!["properties"]!["spec"]!["properties"]!.AsObject().Remove("mode");
        second.Remove("selectableFields");
        definition["spec"]!["versions"]!.AsArray().Add((JsonNode)second);
        await cluster.DefineAsync(definition);
        await cluster.CreateCronTabAsync("one", """{"image":"a","mode":"fast"}""");

        var beta = await cluster.GetAsync("/apis/stable.example.com/v1beta1/namespaces/default/crontabs/one");
        var changed = await cluster.MergeAsync("/apis/stable.example.com/v1beta1/namespaces/default/crontabs/one", """{"spec":{"image":"b"}}""");
        var stable = await cluster.GetAsync($"{CronTabs.Objects}/one");

        beta.Json["apiVersion"]!.GetValue<string>().Should().Be("stable.example.com/v1beta1");
        beta.Json["spec"]!.ToJsonString().Should().Be("""{"image":"a","replicas":1}""");
        beta.Warnings.Should().Equal("299 - \"stable.example.com/v1beta1 CronTab is deprecated\"");
        changed.Code.Should().Be(200, "{0}", changed.Text);
        stable.Json["apiVersion"]!.GetValue<string>().Should().Be("stable.example.com/v1");
        stable.Json["spec"]!["image"]!.GetValue<string>().Should().Be("b");
    }

    [Fact]
    public async Task Expensive_patterns_cost_no_more_than_their_text()
    {
        await using var cluster = await ApiCluster.StartAsync();
        var definition = CronTabs.Make();
        CronTabs.Version(definition)["schema"]!["openAPIV3Schema"]!["properties"]!["spec"]!["properties"]!["cronSpec"]!["pattern"] = "^(a+)+$";
        await cluster.DefineAsync(definition);

        var answer = await cluster.PostCronTabAsync("one", $$"""{"image":"a","cronSpec":"{{new string('a', 100_000)}}!"}""");

        answer.Code.Should().Be(422);
    }

    [Fact]
    public async Task OpenApi_tells_of_custom_kinds()
    {
        await using var cluster = await ApiCluster.StartAsync();
        var before = await cluster.GetAsync("/openapi/v2");
        await cluster.DefineAsync();

        var index = await cluster.GetAsync("/openapi/v3");
        var document = (await cluster.GetAsync("/openapi/v3/apis/stable.example.com/v1")).Json;
        var v2 = (await cluster.GetAsync("/openapi/v2")).Json;

        before.Text.Should().NotContain("CronTab");
        index.Text.Should().Contain("/openapi/v3/apis/stable.example.com/v1?hash=");
        var schema = document["components"]!["schemas"]!["com.example.stable.v1.CronTab"]!;
        schema["x-kubernetes-group-version-kind"]![0]!["kind"]!.GetValue<string>().Should().Be("CronTab");
        schema["properties"]!["spec"]!["properties"]!["replicas"]!["default"]!.GetValue<long>().Should().Be(1);
        document["components"]!["schemas"]!.AsObject().Should().ContainKey("com.example.stable.v1.CronTabList").And.ContainKey("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta");
        document["paths"]!.AsObject().Should().ContainKey("/apis/stable.example.com/v1/namespaces/{namespace}/crontabs/{name}/scale");
        v2["definitions"]!["com.example.stable.v1.CronTab"]!["properties"]!["spec"]!["required"]!.ToJsonString().Should().Be("""["image"]""");
    }
}
