using System.Text.Json.Nodes;
using CsCheck;
using k8s.Models;
using MiniKube.Api.Selectors;

namespace MiniKube.Api.Tests.Selectors;

public sealed class LabelSelectorTests
{
    private static readonly Dictionary<string, string> Web = new() { ["app"] = "web", ["tier"] = "front", ["size"] = "5" };

    [Theory]
    [InlineData("", true)]
    [InlineData("app=web", true)]
    [InlineData("app==web", true)]
    [InlineData(" app = web , tier = front ", true)]
    [InlineData("app=db", false)]
    [InlineData("app!=db", true)]
    [InlineData("missing!=db", true)]
    [InlineData("app", true)]
    [InlineData("!app", false)]
    [InlineData("!missing", true)]
    [InlineData("app in (web,db)", true)]
    [InlineData("app in ( db )", false)]
    [InlineData("app notin (db)", true)]
    [InlineData("missing notin (db)", true)]
    [InlineData("missing in (db,)", false)]
    [InlineData("size>4", true)]
    [InlineData("size<4", false)]
    [InlineData("app>4", false)]
    [InlineData("app=", false)]
    [InlineData("example.com/in in (in)", false)]
    public void A_selector_matches_as_kubectl_users_expect(string text, bool matches)
    {
        LabelSelector.Parse(text).Matches(Web).Should().Be(matches);
    }

    [Theory]
    [InlineData("app=web=x")]
    [InlineData("app in web")]
    [InlineData("app in (web")]
    [InlineData("=web")]
    [InlineData("app=web,")]
    [InlineData(",app=web")]
    [InlineData("app foo (a)")]
    [InlineData("-app=web")]
    [InlineData("app=we b")]
    [InlineData("size>big")]
    [InlineData("a/b/c=d")]
    public void What_is_no_selector_is_refused(string text)
    {
        var act = () => LabelSelector.Parse(text);

        act.Should().Throw<FormatException>();
    }

    [Theory]
    [InlineData("b=2,a=1", "a=1,b=2")]
    [InlineData("x in (c,a,b)", "x in (a,b,c)")]
    [InlineData("!x,y", "!x,y")]
    [InlineData("x==1", "x=1")]
    public void A_selector_is_written_sorted(string text, string written)
    {
        LabelSelector.Parse(text).ToString().Should().Be(written);
    }

    [Fact]
    public void An_absent_selector_selects_nothing_and_an_empty_one_everything()
    {
        LabelSelector.From(null).Matches(Web).Should().BeFalse();
        LabelSelector.FromJson(null).Matches(Web).Should().BeFalse();
        LabelSelector.From(new V1LabelSelector()).Matches(Web).Should().BeTrue();
        LabelSelector.FromJson([]).IsEverything.Should().BeTrue();
    }

    [Fact]
    public void The_tree_and_the_model_say_the_same()
    {
        var tree = (JsonObject)JsonNode.Parse("""
            {"matchLabels":{"app":"web"},"matchExpressions":[{"key":"tier","operator":"NotIn","values":["back"]},{"key":"size","operator":"Exists"}]}
            """)!;
        var model = new V1LabelSelector
        {
            MatchLabels = new Dictionary<string, string> { ["app"] = "web" },
            MatchExpressions =
            [
                new V1LabelSelectorRequirement { Key = "tier", OperatorProperty = "NotIn", Values = ["back"] },
                new V1LabelSelectorRequirement { Key = "size", OperatorProperty = "Exists" },
            ],
        };

        LabelSelector.FromJson(tree).ToString().Should().Be("app=web,size,tier notin (back)");
        LabelSelector.From(model).ToString().Should().Be("app=web,size,tier notin (back)");
        LabelSelector.From(model).Matches(Web).Should().BeTrue();
    }

    [Fact]
    public void Writing_and_reading_keep_the_meaning()
    {
        var word = Gen.Char["abcz09"].Array[1, 4].Select(chars => new string(chars));
        var requirement = Gen.Select(word, Gen.Enum<LabelOperator>(), word.Array[1, 3], (key, @operator, values) => @operator switch
        {
            LabelOperator.Exists or LabelOperator.DoesNotExist => new LabelRequirement(key, @operator, []),
            LabelOperator.GreaterThan or LabelOperator.LessThan => new LabelRequirement(key, @operator, ["3"]),
            _ => new LabelRequirement(key, @operator, [.. values.Distinct()]),
        });

        requirement.Array[0, 4].Sample(requirements =>
        {
            var selector = LabelSelector.Of(requirements);
            return LabelSelector.Parse(selector.ToString()).ToString() == selector.ToString();
        });
    }
}
