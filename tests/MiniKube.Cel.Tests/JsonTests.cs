using System.Text.Json.Nodes;
using MiniKube.Cel.Json;
using MiniKube.Cel.Types;

namespace MiniKube.Cel.Tests;

/// <summary>JSON is read by its declared type, and written again.</summary>
public sealed class JsonTests
{
    private static readonly CelType Spec = CelType.Object("Spec", new TableOfFields(
        ("replicas", CelType.Int),
        ("name", CelType.String),
        ("ratio", CelType.Double),
        ("at", CelType.Timestamp),
        ("timeout", CelType.Duration),
        ("key", CelType.Bytes),
        ("any", CelType.Dyn),
        ("labels", CelType.MapOf(CelType.String, CelType.String)),
        ("set", CelType.ListOf(CelType.String).WithListKeys([])),
        ("ports", CelType.ListOf(CelType.Object("Port", new TableOfFields(("name", CelType.String), ("port", CelType.Int)))).WithListKeys(["name"]))));

    [Theory]
    [InlineData("self.replicas + 1", "4")]
    [InlineData("self.ratio", "2.0")]
    [InlineData("self.at.getFullYear()", "2024")]
    [InlineData("self.timeout == duration('90s')", "true")]
    [InlineData("self.key", "b'6869'")]
    [InlineData("self.any.x[0] + 1", "2")]
    [InlineData("self.labels['a-b']", "'c'")]
    [InlineData("has(self.labels.nope)", "false")]
    [InlineData("has(self.name)", "false")]
    [InlineData("self.name", "error: no such key: name")]
    [InlineData("self.other", "issue: undefined field 'other'")]
    [InlineData("self.replicas.x", "issue: type 'int' does not support field selection")]
    [InlineData("self.set == ['b', 'a']", "true")]
    [InlineData("self.set + ['a', 'c']", "['a', 'b', 'c']")]
    [InlineData("(self.ports + self.ports).size()", "2")]
    [InlineData("self.ports.exists(p, p.name == 'http' && p.port == 80)", "true")]
    [InlineData("self == self", "true")]
    [InlineData("self.any.all(k, k == 'x')", "true")]
    [InlineData("dyn(self).replicas", "3")]
    public void Fields_have_their_declared_types(string source, string result)
    {
        var json = JsonNode.Parse("""
            {"replicas":3,"ratio":2,"at":"2024-02-03T04:05:06Z","timeout":"1m30s","key":"aGk=","any":{"x":[1]},"labels":{"a-b":"c"},"set":["a","b"],
             "ports":[{"name":"http","port":80},{"name":"https","port":443}],"hidden":1}
            """);

        Programs.Run(source, ("self", Spec, JsonValues.Of(json, Spec))).Should().Be(result);
    }

    [Theory]
    [InlineData("name", "name")]
    [InlineData("a-b", "a__dash__b")]
    [InlineData("a.b/c", "a__dot__b__slash__c")]
    [InlineData("a__b", "a__underscores__b")]
    [InlineData("in", "__in__")]
    [InlineData("namespace", "__namespace__")]
    [InlineData("0a", null)]
    [InlineData("a b", null)]
    public void Names_are_escaped_as_kubernetes_does(string name, string? escaped) => PropertyNames.Escape(name).Should().Be(escaped);

    [Theory]
    [InlineData("{'a': [1, 2.5, 'x', true, null, b'hi'].map(x, dyn(x))}", null)]
    [InlineData("{'a': [dyn(1), 2.5, 'x', true, null, b'hi']}", """{"a":[1,2.5,"x",true,null,"aGk="]}""")]
    [InlineData("[duration('90s')]", """["90s"]""")]
    public void Values_are_written_as_json(string source, string? json)
    {
        var compilation = Programs.Environment.Compile(source);
        if (json is null)
        {
            compilation.Program.Should().BeNull();
            return;
        }

        JsonWriting.TryWrite(compilation.Program!.Evaluate([], Programs.CostMax).Value, out var node, out _).Should().BeTrue();

        node!.ToJsonString().Should().Be(json);
    }
}
