using MiniKube.Kubelet.Actuation;

namespace MiniKube.Kubelet.Tests.Actuation;

public sealed class VariableExpansionTests
{
    private static readonly Dictionary<string, string> Variables = new() { ["A"] = "one", ["B"] = "two", ["EMPTY"] = "", ["NEST"] = "$(A)" };

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("$(A)", "one")]
    [InlineData("<$(A)-$(B)>", "<one-two>")]
    [InlineData("$(MISSING)", "$(MISSING)")]
    [InlineData("$(EMPTY)x", "x")]
    [InlineData("$$(A)", "$(A)")]
    [InlineData("$$$(A)", "$one")]
    [InlineData("$$$$(A)", "$$(A)")]
    [InlineData("$(NEST)", "$(A)")]
    [InlineData("$A", "$A")]
    [InlineData("$(A", "$(A")]
    [InlineData("end$", "end$")]
    [InlineData("$", "$")]
    public void References_are_replaced_once_and_unknown_ones_stay(string text, string expected)
    {
        VariableExpansion.Expand(text, Variables).Should().Be(expected);
    }

    [Theory]
    [InlineData("$(A)/$(NONE)/$(NEITHER)", "NONE")]
    [InlineData("$$(NONE)/$(EMPTY)", null)]
    public void The_first_name_without_a_value_is_told(string text, string? missing)
    {
        VariableExpansion.Missing(text, Variables).Should().Be(missing);
    }
}
