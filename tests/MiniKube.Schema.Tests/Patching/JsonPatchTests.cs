using System.Text.Json.Nodes;
using MiniKube.Schema.Patching;

namespace MiniKube.Schema.Tests.Patching;

public sealed class JsonPatchTests
{
    [Theory]
    [InlineData("""{"a":1}""", """[{"op":"add","path":"/b","value":{"c":null}}]""", """{"a":1,"b":{"c":null}}""")]
    [InlineData("""{"a":1}""", """[{"op":"add","path":"/a","value":2}]""", """{"a":2}""")]
    [InlineData("""{"a":[1,3]}""", """[{"op":"add","path":"/a/1","value":2}]""", """{"a":[1,2,3]}""")]
    [InlineData("""{"a":[1]}""", """[{"op":"add","path":"/a/-","value":2}]""", """{"a":[1,2]}""")]
    [InlineData("""{"a":[1]}""", """[{"op":"add","path":"/a/1","value":2}]""", """{"a":[1,2]}""")]
    [InlineData("""{"a":{"b":1,"c":2}}""", """[{"op":"remove","path":"/a/b"}]""", """{"a":{"c":2}}""")]
    [InlineData("""{"a":[1,2,3]}""", """[{"op":"remove","path":"/a/0"}]""", """{"a":[2,3]}""")]
    [InlineData("""{"a":[1,2,3]}""", """[{"op":"remove","path":"/a/-1"}]""", """{"a":[1,2]}""")]
    [InlineData("""{"a":1}""", """[{"op":"replace","path":"/a","value":[]}]""", """{"a":[]}""")]
    [InlineData("""{"a":[1,2]}""", """[{"op":"replace","path":"/a/1","value":3}]""", """{"a":[1,3]}""")]
    [InlineData("""{"a":1}""", """[{"op":"replace","path":"","value":{"b":2}}]""", """{"b":2}""")]
    [InlineData("""{"a":1}""", """[{"op":"replace","path":"/b","value":2}]""", """{"a":1,"b":2}""")]
    [InlineData("""{"a":{"b":1},"c":{}}""", """[{"op":"move","from":"/a/b","path":"/c/d"}]""", """{"a":{},"c":{"d":1}}""")]
    [InlineData("""{"a":[1,2,3]}""", """[{"op":"move","from":"/a/0","path":"/a/-"}]""", """{"a":[2,3,1]}""")]
    [InlineData("""{"a":{"b":1}}""", """[{"op":"copy","from":"/a","path":"/c"},{"op":"replace","path":"/c/b","value":2}]""", """{"a":{"b":1},"c":{"b":2}}""")]
    [InlineData("""{"m":{"a/b":1,"~c":2}}""", """[{"op":"replace","path":"/m/a~1b","value":3},{"op":"remove","path":"/m/~0c"}]""", """{"m":{"a/b":3}}""")]
    [InlineData("""{"~1":1}""", """[{"op":"remove","path":"/~01"}]""", """{}""")]
    [InlineData("""{"a":1.0}""", """[{"op":"test","path":"/a","value":1},{"op":"add","path":"/b","value":2}]""", """{"a":1.0,"b":2}""")]
    [InlineData("""{"a":1}""", """[{"op":"test","path":"/b","value":null}]""", """{"a":1}""")]
    [InlineData("""{"a":1}""", "[]", """{"a":1}""")]
    public void Each_operation_does_what_the_standard_says(string target, string patch, string expected)
    {
        var patched = JsonPatch.Apply(JsonNode.Parse(target)!, Bytes(patch));

        patched.ToJsonString().Should().Be(expected);
    }

    [Theory]
    [InlineData("""[{"op":"test","path":"/a","value":2}]""", "testing value /a failed")]
    [InlineData("""[{"op":"add","path":"/x/y","value":2}]""", "missing path: /x/y")]
    [InlineData("""[{"op":"remove","path":"/x"}]""", "missing path: /x")]
    [InlineData("""[{"op":"replace","path":"/x/y","value":1}]""", "missing path: /x/y")]
    [InlineData("""[{"op":"replace","path":"/l/-","value":1}]""", "missing path: /l/-")]
    [InlineData("""[{"op":"add","path":"/l/3","value":1}]""", "missing path: /l/3")]
    [InlineData("""[{"op":"add","path":"/l/01","value":1}]""", "missing path: /l/01")]
    [InlineData("""[{"op":"move","from":"/o","path":"/o/p"}]""", "into itself")]
    [InlineData("""[{"op":"frob","path":"/a"}]""", "unknown operation")]
    [InlineData("""[{"op":"add","path":"/a"}]""", "no \"value\"")]
    [InlineData("""[{"op":"add","path":"a","value":1}]""", "must start with a slash")]
    public void A_patch_that_does_not_fit_is_refused_with_422(string patch, string why)
    {
        var target = JsonNode.Parse("""{"a":1,"l":[0],"o":{}}""")!;

        var apply = () => JsonPatch.Apply(target, Bytes(patch));

        apply.Should().Throw<PatchException>().Where(e => e.Code == 422).WithMessage($"*{why}*");
        target.ToJsonString().Should().Be("""{"a":1,"l":[0],"o":{}}""");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[")]
    [InlineData("[1]")]
    [InlineData("")]
    [InlineData("""[{"op":"add","path":"/a","value":"\ud800"}]""")]
    public void A_body_that_is_no_patch_is_refused_with_400(string patch)
    {
        var apply = () => JsonPatch.Apply(new JsonObject(), Bytes(patch));

        apply.Should().Throw<PatchException>().Where(e => e.Code == 400);
    }

    [Fact]
    public void Bytes_that_are_no_text_are_refused_with_400()
    {
        byte[] patch = [.. """[{"op":"add","path":"/a","value":" """u8, 0xff, .. """ "}]"""u8];

        var apply = () => JsonPatch.Apply(new JsonObject(), patch);

        apply.Should().Throw<PatchException>().Where(e => e.Code == 400);
    }

    [Fact]
    public void Ten_thousand_operations_are_allowed_and_no_more()
    {
        string Patch(int count) => $"[{string.Join(',', Enumerable.Repeat("""{"op":"test","path":"/a","value":1}""", count))}]";
        var target = JsonNode.Parse("""{"a":1}""")!;

        var atMost = () => JsonPatch.Apply(target, Bytes(Patch(10_000)));
        var oneMore = () => JsonPatch.Apply(target, Bytes(Patch(10_001)));

        atMost.Should().NotThrow();
        oneMore.Should().Throw<PatchException>().Where(e => e.Code == 413);
    }

    [Fact]
    public void Copies_of_copies_do_not_fill_the_memory()
    {
        var steps = Enumerable.Repeat("""{"op":"copy","from":"/a","path":"/a/-"}""", 60);

        var apply = () => JsonPatch.Apply(JsonNode.Parse("""{"a":["x"]}""")!, Bytes($"[{string.Join(',', steps)}]"));

        apply.Should().Throw<PatchException>().Where(e => e.Code == 413);
    }

    [Fact]
    public void Moves_into_moves_do_not_nest_without_end()
    {
        var steps = Enumerable.Repeat("""{"op":"add","path":"/b","value":{}},{"op":"move","from":"/a","path":"/b/a"},{"op":"move","from":"/b","path":"/a"}""", 3000);

        var apply = () => JsonPatch.Apply(JsonNode.Parse("""{"a":1}""")!, Bytes($"[{string.Join(',', steps)}]"));

        apply.Should().Throw<PatchException>().Where(e => e.Code == 422).WithMessage("*levels deep*");
    }

    private static byte[] Bytes(string text) => System.Text.Encoding.UTF8.GetBytes(text);
}
