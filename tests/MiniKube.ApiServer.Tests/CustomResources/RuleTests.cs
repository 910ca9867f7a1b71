using System.Text.Json.Nodes;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.CustomResources;

/// <summary>Custom objects are held against the <c>x-kubernetes-validations</c> of their definition.</summary>
public sealed class RuleTests
{
    private const string Schema = """
        {"type":"object","x-kubernetes-validations":[
           {"rule":"!self.metadata.name.startsWith('bad')","message":"no bad names"},
           {"rule":"has(self.spec)"}],
         "properties":{"spec":{"type":"object",
          "x-kubernetes-validations":[
            {"rule":"self.min <= self.max","messageExpression":"'min ' + string(self.min) + ' is above max ' + string(self.max)","fieldPath":".min"},
            {"rule":"self.mode == oldSelf.mode","message":"mode is fixed"},
            {"rule":"!oldSelf.hasValue() || self.max >= oldSelf.value().max","optionalOldSelf":true,"message":"max may only grow"}],
          "properties":{
            "min":{"type":"integer","default":1},
            "max":{"type":"integer","default":5},
            "mode":{"type":"string","maxLength":10,"default":"fast"},
            "a-b":{"type":"string"},
            "name":{"type":"string","maxLength":20,"x-kubernetes-validations":[{"rule":"self == self.lowerAscii()","reason":"FieldValueForbidden","message":"lower case only"}]},
            "port":{"x-kubernetes-int-or-string":true},
            "labels":{"type":"object","maxProperties":5,"additionalProperties":{"type":"string","maxLength":10,"x-kubernetes-validations":[{"rule":"self != 'x'"}]}},
            "tags":{"type":"array","maxItems":5,"x-kubernetes-list-type":"set","items":{"type":"string","maxLength":10},
              "x-kubernetes-validations":[{"rule":"self.all(t, t.matches('^[a-z]+$'))","message":"tags are letters"}]},
            "steps":{"type":"array","maxItems":5,"x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["name"],
              "items":{"type":"object","required":["name"],"x-kubernetes-validations":[{"rule":"self.weight >= oldSelf.weight","message":"weight may only grow"}],
                "properties":{"name":{"type":"string","maxLength":10},"weight":{"type":"integer","default":0}}}},
            "template":{"type":"object","x-kubernetes-embedded-resource":true,"x-kubernetes-preserve-unknown-fields":true,
              "x-kubernetes-validations":[{"rule":"self.kind == 'Pod' && self.metadata.name == 'x'","message":"a pod x"}]}}}}}
        """;

    [Theory]
    [InlineData("ok", "{}", "")]
    [InlineData("bad-one", "{}", "<nil>: Invalid value: \"object\": no bad names")]
    [InlineData("ok", """{"min":9}""", "spec.min: Invalid value: \"object\": min 9 is above max 5")]
    [InlineData("ok", """{"name":"ABC"}""", "spec.name: Forbidden: lower case only")]
    [InlineData("ok", """{"labels":{"a":"x"}}""", "spec.labels[a]: Invalid value: \"string\": failed rule: self != 'x'")]
    [InlineData("ok", """{"tags":["a","1"]}""", "spec.tags: Invalid value: \"array\": tags are letters")]
    [InlineData("ok", """{"template":{"apiVersion":"v1","kind":"Pod","metadata":{"name":"y"}}}""", "spec.template: Invalid value: \"object\": a pod x")]
    public async Task A_new_object_is_held_against_the_rules(string name, string spec, string complaint)
    {
        await using var cluster = await StartAsync();

        var answer = await cluster.PostCronTabAsync(name, spec);

        answer.Code.Should().Be(complaint.Length == 0 ? 201 : 422, "{0}", answer.Text);
        if (complaint.Length > 0)
        {
            answer.Message.Should().Be($"CronTab.stable.example.com \"{name}\" is invalid: {complaint}");
        }
    }

    [Fact]
    public async Task An_object_that_breaks_its_schema_is_not_held_against_the_rules()
    {
        await using var cluster = await StartAsync();

        var answer = await cluster.PostCronTabAsync("bad", """{"mode":"much too long","min":9}""");

        answer.Code.Should().Be(422);
        answer.Message.Should().Contain("Too long").And.Contain("some validation rules were not checked because the object was invalid").And.NotContain("no bad names");
    }

    [Theory]
    [InlineData("""{"spec":{"mode":"slow"}}""", "spec: Invalid value: \"object\": mode is fixed")]
    [InlineData("""{"spec":{"max":4}}""", "spec: Invalid value: \"object\": max may only grow")]
    [InlineData("""{"spec":{"steps":[{"name":"b","weight":1},{"name":"a","weight":1}]}}""", "spec.steps[1]: Invalid value: \"object\": weight may only grow")]
    [InlineData("""{"spec":{"steps":[{"name":"c","weight":0}]}}""", "")]
    [InlineData("""{"spec":{"max":6}}""", "")]
    public async Task A_change_is_held_against_what_was_there(string patch, string complaint)
    {
        await using var cluster = await StartAsync();
        await cluster.CreateCronTabAsync("one", """{"steps":[{"name":"a","weight":2}]}""");

        var answer = await cluster.MergeAsync($"{CronTabs.Objects}/one", patch);

        answer.Code.Should().Be(complaint.Length == 0 ? 200 : 422, "{0}", answer.Text);
        if (complaint.Length > 0)
        {
            answer.Message.Should().EndWith(complaint);
        }
    }

    [Fact]
    public async Task What_is_not_changed_may_go_on_breaking_a_new_rule_and_is_warned_of()
    {
        await using var cluster = await ApiCluster.StartAsync();
        var before = Definition(Schema.Replace("self == self.lowerAscii()", "true", StringComparison.Ordinal));
        await cluster.DefineAsync(before);
        await cluster.CreateCronTabAsync("old", """{"name":"ABC"}""");
        var stored = (await cluster.GetAsync(CronTabs.Definition)).Json;
        CronTabs.Version(stored)["schema"] = CronTabs.Version(Definition(Schema))["schema"]!.DeepClone();
        (await cluster.PutAsync(CronTabs.Definition, stored)).Code.Should().Be(200);

        var elsewhere = await cluster.MergeAsync($"{CronTabs.Objects}/old", """{"spec":{"max":7}}""");
        var there = await cluster.MergeAsync($"{CronTabs.Objects}/old", """{"spec":{"name":"ABCD"}}""");

        elsewhere.Code.Should().Be(200, "{0}", elsewhere.Text);
        elsewhere.Warnings.Should().ContainSingle().Which.Should().Contain("spec.name: Forbidden: lower case only");
        there.Code.Should().Be(422);
    }

    [Theory]
    [InlineData("self.nope > 1", "rule: Invalid value: \"self.nope > 1\": compilation failed: ERROR: <input>:1:5: undefined field 'nope'")]
    [InlineData("self.min", "rule: Invalid value: \"self.min\": cel expression must evaluate to a bool")]
    [InlineData("self.min >", "compilation failed: ERROR: <input>:1:11: Syntax error: mismatched input '<EOF>'")]
    [InlineData("self.min == 'a'", "found no matching overload for '_==_' applied to '(int, string)'")]
    [InlineData(" ", "rule: Required value: rule is not specified")]
    [InlineData("self.a__dash__b == 'x' || self.min > 0", "")]
    [InlineData("self.port == 80 || self.port == '80'", "")]
    [InlineData("self.labels.all(k, k in ['a/b'] || k.find('^([^/]+)').endsWith('b'))", "")]
    [InlineData("self.names.all(a, self.names.all(b, self.names.all(c, a != b || b != c)))", "rule: Forbidden: estimated rule cost exceeds budget by factor of more than 100x (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)")]
    public async Task A_rule_that_cannot_be_right_or_costs_too_much_is_refused_with_its_definition(string rule, string complaint)
    {
        await using var cluster = await ApiCluster.StartAsync();
        var schema = JsonNode.Parse(Schema)!.AsObject();
        var spec = schema["properties"]!["spec"]!.AsObject();
        spec["properties"]!["names"] = new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["type"] = "string" } };
        spec["x-kubernetes-validations"] = new JsonArray(new JsonObject { ["rule"] = rule });

        var answer = await cluster.PostAsync(CronTabs.Definitions, Definition(schema.ToJsonString()).ToJsonString());

        answer.Code.Should().Be(complaint.Length == 0 ? 201 : 422, "{0}", answer.Text);
        if (complaint.Length > 0)
        {
            answer.Message.Should().Contain("spec.versions[0].schema.openAPIV3Schema.properties[spec].x-kubernetes-validations[0].").And.Contain(complaint);
        }
    }

    [Theory]
    [InlineData("""{"rule":"true","reason":"Nope"}""", "reason: Unsupported value: \"Nope\"")]
    [InlineData("""{"rule":"true","fieldPath":".nope"}""", "fieldPath: Invalid value: \".nope\": fieldPath must be a valid path: does not refer to a valid field")]
    [InlineData("""{"rule":"true","messageExpression":"1"}""", "messageExpression: Invalid value: \"1\": messageExpression must evaluate to a string")]
    [InlineData("""{"rule":"true","message":"a\nb"}""", "message must not contain line breaks")]
    [InlineData("""{"rule":"true\n","message":" "}""", "message must be non-empty if specified")]
    public async Task The_words_of_a_rule_are_checked(string rule, string complaint)
    {
        await using var cluster = await ApiCluster.StartAsync();
        var schema = JsonNode.Parse(Schema)!.AsObject();
        schema["properties"]!["spec"]!["x-kubernetes-validations"] = new JsonArray(JsonNode.Parse(rule));

        var answer = await cluster.PostAsync(CronTabs.Definitions, Definition(schema.ToJsonString()).ToJsonString());

        answer.Code.Should().Be(422, "{0}", answer.Text);
        answer.Message.Should().Contain(complaint);
    }

    [Fact]
    public async Task What_was_there_before_cannot_be_asked_where_nobody_knows_which_it_was()
    {
        await using var cluster = await ApiCluster.StartAsync();
        var schema = JsonNode.Parse(Schema)!.AsObject();
        schema["properties"]!["spec"]!["properties"]!["tags"]!["items"]!["x-kubernetes-validations"] = new JsonArray(new JsonObject { ["rule"] = "self == oldSelf" });

        var answer = await cluster.PostAsync(CronTabs.Definitions, Definition(schema.ToJsonString()).ToJsonString());

        answer.Message.Should().Contain("oldSelf cannot be used on the uncorrelatable portion of the schema within spec.versions[0].schema.openAPIV3Schema.properties[spec].properties[tags].items");
    }

    [Fact]
    public async Task A_default_that_breaks_a_rule_is_refused()
    {
        await using var cluster = await ApiCluster.StartAsync();
        var schema = JsonNode.Parse(Schema)!.AsObject();
        schema["properties"]!["spec"]!["properties"]!["name"]!["default"] = "ABC";

        var answer = await cluster.PostAsync(CronTabs.Definitions, Definition(schema.ToJsonString()).ToJsonString());

        answer.Message.Should().Contain("properties[name].default: Forbidden: lower case only");
    }

    [Fact]
    public async Task An_object_that_costs_too_much_to_check_is_refused()
    {
        await using var cluster = await ApiCluster.StartAsync();
        var schema = JsonNode.Parse(Schema)!.AsObject();
        var spec = schema["properties"]!["spec"]!.AsObject();

        // What is any is not bounded by the schema, so only the run finds out.
        spec["properties"]!["free"] = JsonNode.Parse("""{"type":"array","maxItems":1000,"items":{"type":"integer"}}""");
        spec["x-kubernetes-validations"] = new JsonArray(new JsonObject { ["rule"] = "!has(self.free) || self.free.all(a, self.free.all(b, a + b >= 0))" });
        await cluster.DefineAsync(Definition(schema.ToJsonString()));

        var small = await cluster.PostCronTabAsync("small", $$"""{"free":[{{string.Join(',', Enumerable.Range(0, 100))}}]}""");
        var large = await cluster.PostCronTabAsync("large", $$"""{"free":[{{string.Join(',', Enumerable.Range(0, 1000))}}]}""");

        small.Code.Should().Be(201, "{0}", small.Text);
        large.Code.Should().Be(422);
        large.Message.Should().Contain("no further validation rules will be run due to call cost exceeds limit for rule");
    }

    private static async Task<ApiCluster> StartAsync()
    {
        var cluster = await ApiCluster.StartAsync();
        await cluster.DefineAsync(Definition(Schema));
        return cluster;
    }

    private static JsonObject Definition(string schema)
    {
        var definition = CronTabs.Make(schema);
        CronTabs.Version(definition).Remove("subresources");
        return definition;
    }
}
