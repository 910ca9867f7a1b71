using System.Text.Json.Nodes;
using CsCheck;
using MiniKube.Schema.Patching;

namespace MiniKube.Schema.Tests.Patching;

public sealed class MergePatchTests
{
    [Theory]
    [InlineData("""{"a":"b"}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"b":"c"}""", """{"a":"b","b":"c"}""")]
    [InlineData("""{"a":"b","b":"c"}""", """{"a":null}""", """{"b":"c"}""")]
    [InlineData("""{"a":["b"]}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"c"}""", """{"a":["b"]}""", """{"a":["b"]}""")]
    [InlineData("""{"a":{"b":"c"}}""", """{"a":{"b":"d","c":null}}""", """{"a":{"b":"d"}}""")]
    [InlineData("""{"a":[{"b":"c"}]}""", """{"a":[1]}""", """{"a":[1]}""")]
    [InlineData("""{"e":null}""", """{"a":1}""", """{"e":null,"a":1}""")]
    [InlineData("{}", """{"a":{"bb":{"ccc":null}}}""", """{"a":{"bb":{}}}""")]
    public void The_examples_of_the_standard_hold(string target, string patch, string expected)
    {
        var merged = MergePatch.Apply(JsonNode.Parse(target)!.AsObject(), JsonNode.Parse(patch)!.AsObject());

        merged.ToJsonString().Should().Be(expected);
    }

    [Fact]
    public void Applying_a_patch_twice_is_applying_it_once()
    {
        Gen.Select(JsonTrees.Objects, JsonTrees.Objects).Sample((target, patch) =>
        {
            var before = target.ToJsonString();
            var once = MergePatch.Apply(target, patch);
            var twice = MergePatch.Apply(once, patch);
            return JsonNode.DeepEquals(once, twice) && target.ToJsonString() == before;
        });
    }

    [Fact]
    public void The_difference_of_two_objects_leads_from_the_one_to_the_other()
    {
        // A merge patch cannot say null, so the second object has none.
        Gen.Select(JsonTrees.Objects, JsonTrees.ObjectsWithoutNull).Sample((from, to) =>
            JsonNode.DeepEquals(MergePatch.Apply(from, Difference(from, to)), to));
    }

    private static JsonObject Difference(JsonObject from, JsonObject to)
    {
        var patch = new JsonObject();
        foreach (var (name, _) in from.Where(field => !to.ContainsKey(field.Key)))
        {
            patch[name] = null;
        }

        foreach (var (name, value) in to)
        {
            if (from[name] is JsonObject before && value is JsonObject after)
            {
                patch[name] = Difference(before, after);
            }
            else if (!JsonNode.DeepEquals(from[name], value))
            {
                patch[name] = value?.DeepClone();
            }
        }

        return patch;
    }
}
