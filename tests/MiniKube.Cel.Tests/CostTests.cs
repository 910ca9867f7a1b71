using System.Text.Json.Nodes;
using MiniKube.Cel.Functions;
using MiniKube.Cel.Json;
using MiniKube.Cel.Types;

namespace MiniKube.Cel.Tests;

/// <summary>No run costs more than it may, nor more than was foreseen.</summary>
public sealed class CostTests
{
    private static readonly CelType Texts = CelType.ListOf(CelType.String.WithSizeMax(40)).WithSizeMax(100);

    [Theory]
    [InlineData("[1,2,3,4,5,6,7,8,9,10].all(a, [1,2,3,4,5,6,7,8,9,10].all(b, [1,2,3,4,5,6,7,8,9,10].all(c, [1,2,3,4,5,6,7,8,9,10].all(d, [1,2,3,4,5,6,7,8,9,10].all(e, [1,2,3,4,5,6,7,8,9,10].all(f, [1,2,3,4,5,6,7,8,9,10].all(g, a+b+c+d+e+f+g > 0)))))))")]
    [InlineData("[1,2,3,4,5,6,7,8,9,10].map(a, [1,2,3,4,5,6,7,8,9,10].map(b, [1,2,3,4,5,6,7,8,9,10].map(c, [1,2,3,4,5,6,7,8,9,10].map(d, [1,2,3,4,5,6,7,8,9,10].map(e, [1,2,3,4,5,6,7,8,9,10].map(f, 'x')))))).size() > 0")]
    public void A_program_that_costs_too_much_is_ended(string source)
    {
        var program = Programs.Environment.Compile(source).Program!;

        var result = program.Evaluate([], costMax: 1_000_000);

        result.IsOverBudget.Should().BeTrue();
        result.Cost.Should().BeLessThan(1_100_000);
        result.Value.AsError.Should().Be("operation cancelled: actual cost limit exceeded");
    }

    [Fact]
    public void Lists_and_texts_cannot_grow_beyond_all_bounds_at_no_cost()
    {
        var lists = "[1]";
        var texts = "'aaaaaaaaaa'";
        for (var i = 0; i < 40; i++)
        {
            lists = $"cel.bind(x{i}, {lists}, x{i} + x{i})";
            texts = $"cel.bind(x{i}, {texts}, x{i}.replace('a', x{i}))";
        }

        Programs.Run(lists).Should().Be("error: value exceeds size limit");
        Programs.Run(texts).Should().StartWith("error: ");
    }

    [Theory]
    [InlineData("names.all(n, n.startsWith('a'))")]
    [InlineData("names.exists(n, n.matches('^[a-z]+$'))")]
    [InlineData("names.map(n, n + n).filter(n, n.contains('ab')).size() < 5")]
    [InlineData("names.all(a, names.exists_one(b, a == b))")]
    [InlineData("names.join(',').split(',').size() == names.size()")]
    [InlineData("names.size() > 3 ? names[3].upperAscii() == 'X' : names.isSorted()")]
    [InlineData("cel.bind(all, names.join('-'), all.find('a+') == all)")]
    [InlineData("names.transformMap(i, n, n.size() > 2, i).size() == 2")]
    [InlineData("names.exists(n, n in names && n.replace('a', 'bb').lowerAscii() != n)")]
    public void A_run_costs_no_more_than_was_estimated(string source)
    {
        var environment = new CelEnvironment(FunctionLibraries.Kubernetes, [new CelVariable("names", Texts)]);
        var program = environment.Compile(source).Program!;
        var estimate = program.EstimateCost();
        var names = new JsonArray([.. Enumerable.Range(0, 100).Select(i => JsonValue.Create(new string((char)('a' + (i % 26)), 40)))]);

        var result = program.Evaluate([JsonValues.Of(names, Texts)], costMax: ulong.MaxValue);

        result.Cost.Should().BeInRange(1, estimate.Max);
    }

    [Fact]
    public void The_estimate_follows_the_declared_bounds()
    {
        CelEnvironment Names(long? items, long? chars) => new(
            FunctionLibraries.Kubernetes, [new CelVariable("names", CelType.ListOf(CelType.String.WithSizeMax(chars)).WithSizeMax(items))]);
        const string Source = "names.all(n, n.matches('^[a-z0-9]+$'))";

        var small = Names(10, 10).Compile(Source).Program!.EstimateCost();
        var large = Names(1000, 1000).Compile(Source).Program!.EstimateCost();
        var unbounded = Names(null, null).Compile(Source).Program!.EstimateCost();

        small.Max.Should().BeLessThan(200);
        large.Max.Should().BeInRange(100_000, 1_000_000);
        unbounded.Max.Should().Be(ulong.MaxValue);
    }

    [Fact]
    public void Bounds_are_found_below_objects_maps_and_indexes()
    {
        var part = CelType.Object("Part", new TableOfFields(("name", CelType.String.WithSizeMax(10))));
        var environment = new CelEnvironment(
            FunctionLibraries.Kubernetes, [new CelVariable("self", CelType.Object("Self", new TableOfFields(("parts", CelType.MapOf(CelType.String, CelType.ListOf(part).WithSizeMax(3)).WithSizeMax(2)))))]);

        environment.Compile("self.parts['a'][0].name.contains('x')").Program!.EstimateCost().Max.Should().BeLessThan(20);
        environment.Compile("self.parts.all(k, self.parts[k].all(p, p.name.size() > 1))").Program!.EstimateCost().Max.Should().BeLessThan(200);
    }
}
