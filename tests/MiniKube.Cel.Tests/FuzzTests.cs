using System.Text;
using CsCheck;

namespace MiniKube.Cel.Tests;

/// <summary>Whatever the text, there is a program, or issues; whatever the program, there is a value.</summary>
public sealed class FuzzTests
{
    private static readonly string[] Words =
    [
        "1", "2u", "1.5", "'a'", "b'x'", "true", "null", "x", "[", "]", "{", "}", "(", ")", ".", ",", ":", "?", "+", "-", "*", "/", "%", "!", "&&", "||", "==", "<", "in",
        "size(", ".all(x, ", ".map(x, ", ".exists(k, v, ", "has(", "cel.bind(x, ", "dyn(", "[?0]", ".?a", "optional.of(", "duration('1h')", "'a'.format([", "int(", "string(", "r'\\d'", "\"\"\"",
        "type(", ".matches('a+')", "quantity('1')", ".add(", "ip('::1')", "-9223372036854775808", "9223372036854775808", "{'a': 1}", "[1, 2]", ".transformMap(k, v, ",
    ];

    private static readonly Gen<string> Soup = Word(Words).Array[1, 25].Select(words => string.Join(' ', words));

    private static readonly Gen<string> Expressions = Gen.Recursive<string>((depth, self) => depth > 4
        ? Word("1", "0", "-1", "2.5", "'a'", "true", "[]", "{}", "null", "9223372036854775807", "dyn('z')", "duration('1s')")
        : Gen.OneOf(
            Gen.Select(self, Word("+", "-", "*", "/", "%", "==", "<", "&&", "||", "in"), self, (a, op, b) => $"dyn({a}) {op} dyn({b})"),
            Gen.Select(self, self, self, (a, b, c) => $"dyn({a}) ? dyn({b}) : dyn({c})"),
            self.Select(a => $"[dyn({a})].map(x, dyn(x))"),
            self.Select(a => $"dyn({a}).all(x, dyn(x))"),
            self.Select(a => $"dyn({a}).exists(k, v, dyn(v) == k)"),
            self.Select(a => $"string(dyn({a}))"),
            self.Select(a => $"dyn({a}).a"),
            self.Select(a => $"size(dyn({a}))"),
            self.Select(a => $"dyn({a})[0]"),
            self.Select(a => $"{{'a': dyn({a})}}.?a.orValue(1)"),
            self.Select(a => $"[dyn({a})].filter(x, dyn(x))")));

    [Fact]
    public void A_soup_of_words_is_read_or_refused() => Soup.Sample(source => Evaluates(source), iter: 20_000);

    [Fact]
    public void A_soup_of_letters_is_read_or_refused() => Gen.String[Gen.Char[(char)0, (char)0x2FF], 0, 40].Sample(source => Evaluates(source), iter: 20_000);

    [Fact]
    public void A_program_that_fits_no_type_ends_in_an_error_value() => Expressions.Sample(source =>
    {
        var compilation = Programs.Environment.Compile(source);

        compilation.Issues.Should().BeEmpty();
        _ = compilation.Program!.Evaluate([], 100_000);
    }, iter: 5_000);

    [Theory]
    [InlineData("(", "1", ")")]
    [InlineData("[", "1", "]")]
    [InlineData("!(", "true", ")")]
    [InlineData("-(", "1", ")")]
    [InlineData("{'a': ", "1", "}")]
    [InlineData("size(", "'a'", ")")]
    [InlineData("true ? 1 : ", "2", "")]
    [InlineData("", "x", ".a")]
    [InlineData("", "1", " + 1")]
    [InlineData("", "[1]", "[0]")]
    [InlineData("", "true", " == true")]
    public void Deep_programs_are_refused(string before, string middle, string after)
    {
        const int Depth = 8_000;
        var source = new StringBuilder().Insert(0, before, Depth).Append(middle).Insert((before.Length * Depth) + middle.Length, after, Depth).ToString();

        var compilation = Programs.Environment.Compile(source);

        compilation.Program.Should().BeNull();
        compilation.Issues[0].Message.Should().StartWith("expression recursion limit exceeded");
    }

    [Fact]
    public void Long_chains_of_logic_are_not_deep()
    {
        var source = string.Join(" || ", Enumerable.Repeat("false", 5_000)) + " || true";

        Programs.Run(source).Should().Be("true");
    }

    [Fact]
    public void A_text_that_is_too_long_is_refused() =>
        Programs.Run(new string(' ', 100_001)).Should().StartWith("issue: expression code point size exceeds limit");

    private static Gen<string> Word(params string[] words) => Gen.Int[0, words.Length - 1].Select(i => words[i]);

    private static void Evaluates(string source)
    {
        if (Programs.Environment.Compile(source).Program is { } program)
        {
            _ = program.Evaluate([], 100_000);
            _ = program.EstimateCost();
        }
    }
}
