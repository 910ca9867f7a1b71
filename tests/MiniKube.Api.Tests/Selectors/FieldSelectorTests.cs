using MiniKube.Api.Selectors;

namespace MiniKube.Api.Tests.Selectors;

public sealed class FieldSelectorTests
{
    [Theory]
    [InlineData("metadata.name=a", true)]
    [InlineData("metadata.name==a", true)]
    [InlineData("metadata.name!=a", false)]
    [InlineData("metadata.name=a,spec.nodeName=n", true)]
    [InlineData("metadata.name=a,spec.nodeName!=n", false)]
    [InlineData("status.phase=", true)]
    [InlineData("", true)]
    public void All_conditions_must_hold(string text, bool matches)
    {
        var fields = new Dictionary<string, string> { ["metadata.name"] = "a", ["spec.nodeName"] = "n", ["status.phase"] = "" };

        FieldSelector.Parse(text).Matches(field => fields[field]).Should().Be(matches);
    }

    [Fact]
    public void A_backslash_takes_the_meaning_from_a_sign()
    {
        var selector = FieldSelector.Parse(@"a=x\,y\=z\\,b=c");

        selector.Requirements.Should().Equal(new FieldRequirement("a", true, @"x,y=z\"), new FieldRequirement("b", true, "c"));
        selector.ToString().Should().Be(@"a=x\,y\=z\\,b=c");
        selector.ValueOf("b").Should().Be("c");
    }

    [Theory]
    [InlineData("metadata.name")]
    [InlineData("a=b=c")]
    [InlineData(@"a=b\c")]
    public void What_is_no_selector_is_refused(string text)
    {
        var act = () => FieldSelector.Parse(text);

        act.Should().Throw<FormatException>().WithMessage("invalid selector: *");
    }
}
