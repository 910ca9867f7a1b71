using System.Text.Json;
using CsCheck;
using MiniKube.Schema.Decoding;

namespace MiniKube.Schema.Tests.Decoding;

public sealed class YamlReaderTests
{
    [Theory]
    [InlineData("[", "")]
    [InlineData("[", "]")]
    [InlineData("{a: ", "}")]
    [InlineData("- ", "")]
    [InlineData("? ", "")]
    public void What_nests_too_deep_is_refused_before_it_is_read(string open, string close)
    {
        // Megabytes of brackets that were read to their end would keep the reader busy for hours.
        const int Levels = 700_000;
        var yaml = string.Concat(Enumerable.Repeat(open, Levels)) + "1" + string.Concat(Enumerable.Repeat(close, Levels));

        var read = () => YamlReader.ToJson(System.Text.Encoding.UTF8.GetBytes("apiVersion: v1\nvalues:\n  " + yaml));

        read.Should().Throw<DecodeException>().WithMessage("error converting YAML to JSON: yaml: line 3: exceeded max depth");
    }

    [Theory]
    [InlineData("a: yes", """{"a":true}""")]
    [InlineData("a: off", """{"a":false}""")]
    [InlineData("a: \"yes\"", """{"a":"yes"}""")]
    [InlineData("a: 'on'", """{"a":"on"}""")]
    [InlineData("a: 0644", """{"a":420}""")]
    [InlineData("a: 0o644", """{"a":420}""")]
    [InlineData("a: 0x1F", """{"a":31}""")]
    [InlineData("a: 0b11", """{"a":3}""")]
    [InlineData("a: 1_000", """{"a":1000}""")]
    [InlineData("a: 089", """{"a":89}""")]
    [InlineData("a: 1.50", """{"a":1.5}""")]
    [InlineData("a: -7", """{"a":-7}""")]
    [InlineData("a: 1e3", """{"a":"1e3"}""")]
    [InlineData("a: 1.5e+3", """{"a":1500}""")]
    [InlineData("a: 100m", """{"a":"100m"}""")]
    [InlineData("a: 10.0.0.1", """{"a":"10.0.0.1"}""")]
    [InlineData("a: 2024-01-01", """{"a":"2024-01-01"}""")]
    [InlineData("a: 12:30", """{"a":"12:30"}""")]
    [InlineData("a: ~", """{"a":null}""")]
    [InlineData("a:", """{"a":null}""")]
    [InlineData("a: !!str 5", """{"a":"5"}""")]
    [InlineData("a: !!int \"5\"", """{"a":5}""")]
    [InlineData("1: x\ntrue: y", """{"1":"x","true":true}""")]
    [InlineData("a: |\n  x\n  y\n", """{"a":"x\ny\n"}""")]
    [InlineData("a: >-\n  x\n  y\n", """{"a":"x y"}""")]
    [InlineData("- 1\n- [a, {b: c}]", """[1,["a",{"b":"c"}]]""")]
    [InlineData("{\"a\": [1, true, null]}", """{"a":[1,true,null]}""")]
    [InlineData("a: &x {b: 1}\nc: *x", """{"a":{"b":1},"c":{"b":1}}""")]
    [InlineData("a: &x {b: 1, d: 2}\nc:\n  <<: *x\n  b: 3", """{"a":{"b":1,"d":2},"c":{"b":3,"d":2}}""")]
    [InlineData("a: 1\n---\nb: 2", """{"a":1}""")]
    [InlineData("# nothing", "null")]
    [InlineData("", "null")]
    [InlineData("a: 18446744073709551615", """{"a":18446744073709551615}""")]
    [InlineData("a: -9223372036854775808", """{"a":-9223372036854775808}""")]
    public void Yaml_means_what_it_means_to_kubectl(string yaml, string json) => Json(yaml).Should().Be(json);

    [Theory]
    [InlineData("a: [1")]
    [InlineData("a: b: c")]
    [InlineData("a: *missing")]
    [InlineData("a: &x [*x]")]
    [InlineData("a: .nan")]
    [InlineData("? [a]\n: 1")]
    [InlineData("<<: 5")]
    [InlineData("a: \"x")]
    [InlineData("%YAML 9")]
    public void Broken_yaml_is_refused(string yaml)
    {
        var act = () => Json(yaml);

        act.Should().Throw<DecodeException>();
    }

    [Fact]
    public void Aliases_cannot_blow_a_document_up()
    {
        var yaml = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n" + string.Concat(Enumerable.Range(1, 9).Select(i =>
            $"a{i}: &a{i} [{string.Join(',', Enumerable.Repeat($"*a{i - 1}", 9))}]\n"));

        var act = () => Json(yaml);

        act.Should().Throw<DecodeException>().WithMessage("*excessive aliasing");
    }

    [Fact]
    public void Deep_nesting_is_refused()
    {
        var act = () => Json(new string('[', 5000) + new string(']', 5000));

        act.Should().Throw<DecodeException>();
    }

    [Fact]
    public void A_duplicate_key_is_left_for_the_decoder_to_report() => Json("a: 1\na: 2").Should().Be("""{"a":1,"a":2}""");

    [Fact]
    public void Whatever_comes_is_json_or_a_refusal()
    {
        Gen.Char["ab:-?[]{},&*!|>'\"%#\n\t 01~<."].Array[0, 40].Select(chars => new string(chars)).Sample(
            text =>
            {
                try
                {
                    using var document = JsonDocument.Parse(YamlReader.ToJson(System.Text.Encoding.UTF8.GetBytes(text)));
                    return true;
                }
                catch (DecodeException)
                {
                    return true;
                }
            },
            iter: 100_000);
    }

    private static string Json(string yaml) => System.Text.Encoding.UTF8.GetString(YamlReader.ToJson(System.Text.Encoding.UTF8.GetBytes(yaml)));
}
