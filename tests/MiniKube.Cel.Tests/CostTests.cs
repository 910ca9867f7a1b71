using System.Text.Json.Nodes;
using MiniKube.Cel.Functions;
using MiniKube.Cel.Functions.Kubernetes;
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

    [Theory]
    [InlineData("ip.isCanonical('2001:db8::1')", 3)]
    [InlineData("cidr('10.0.0.0/16').containsIP(ip('10.0.0.1'))", 4)]
    [InlineData("cidr('10.0.0.0/32').containsIP('10.0.0.1')", 4)]
    [InlineData("cidr('2001:db8::/32').containsCIDR('2001:db8:1::/48')", 7)]
    [InlineData("quantity('1234567890Ki').isInteger()", 3)]
    [InlineData("format.dns1123Label().validate('my-name')", 16)]
    [InlineData("sets.equivalent([1, 2], [2, 1])", 29)]
    [InlineData("sets.contains([1, 2], [2, 1])", 25)]
    [InlineData("'hello world'.replace('o', '0')", 3)]
    [InlineData("'hello world'.split(' ')", 3)]
    public void Functions_cost_at_a_run_what_they_cost_elsewhere(string source, ulong cost) =>
        Programs.Environment.Compile(source).Program!.Evaluate([], ulong.MaxValue).Cost.Should().Be(cost);

    [Theory]
    [InlineData("ip(self)", 2, 2)]
    [InlineData("isIP(self)", 2, 2)]
    [InlineData("ip.isCanonical(self)", 2, 2)]
    [InlineData("cidr(self)", 2, 2)]
    [InlineData("isQuantity(self)", 2, 2)]
    [InlineData("semver(self, true)", 2, 2)]
    [InlineData("cidr(self).containsIP(self)", 4, 107)]
    [InlineData("cidr(self).containsCIDR(cidr(self))", 7, 11)]
    [InlineData("self.indexOf('a')", 1, 101)]
    [InlineData("self.lastIndexOf('a', 3)", 1, 101)]
    [InlineData("self.replace('a', 'b') == ''", 1, 201)]
    [InlineData("format.uri().validate(self)", 2, 3202)]
    [InlineData("authorizer.group('').resource('pods').labelSelector('app=web')", 214, 214)]
    public void What_is_foreseen_of_functions_is_what_is_foreseen_elsewhere(string source, ulong min, ulong max)
    {
        var environment = new CelEnvironment(
            FunctionLibraries.Admission, [new CelVariable("self", CelType.String.WithSizeMax(1000)), new CelVariable("authorizer", AuthorizerFunctions.Authorizer)]);

        var estimate = environment.Compile(source).Program!.EstimateCost();

        (estimate.Min, estimate.Max).Should().Be((min, max));
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
