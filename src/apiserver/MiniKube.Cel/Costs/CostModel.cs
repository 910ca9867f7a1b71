namespace MiniKube.Cel.Costs;

/// <summary>
/// What a function costs beside its arguments. The same rule tells what a call cost, from the sizes there were, and what one may cost at
/// most, from the sizes there may be; but see <see cref="Estimate"/>.
/// </summary>
/// <param name="Cost">Null for one step.</param>
/// <param name="ResultSize">Null when the type of the result says it, or nothing does.</param>
public sealed record CostModel(CostRule? Cost, SizeRule? ResultSize = null)
{
    /// <summary>
    /// What upstream foresees where that is not what a run costs: a definition that is accepted there must not be refused here. The budget
    /// of the run holds all the same. Null: the rule of the run.
    /// </summary>
    public CostRule? Estimate { get; init; }

    /// <summary>What a character of a text costs to go over.</summary>
    public const double PerChar = 0.1;

    /// <summary>What a character of a regular expression makes of the cost of its text: an expression of it takes about four.</summary>
    public const double PerPatternChar = 0.25;

    public static CostModel One { get; } = new((CostRule?)null);

    public static CostModel Fixed(ulong cost) => new(_ => CostRange.Exactly(cost));

    /// <summary>One step for a text of at most so many characters.</summary>
    public static CostModel Short(ulong chars) => new(null, _ => new SizeRange(0, chars));

    /// <summary>Goes once over a text and makes another that is at most so many times longer, with a few characters more.</summary>
    public static CostModel Widen(int argument, ulong times, ulong more) => new(
        sizes => sizes[argument].Cost(PerChar),
        sizes => new SizeRange(0, SaturatedMath.Add(SaturatedMath.Multiply(sizes[argument].Max, times), more)));

    /// <summary>Goes once over the text.</summary>
    public static CostModel Walk(int argument) => new(sizes => sizes[argument].Cost(PerChar));

    /// <summary>Reads a text, for which upstream foresees one step.</summary>
    public static CostModel Parse { get; } = Walk(0) with { Estimate = static _ => CostRange.Exactly(1) };

    /// <summary>Makes a text of at most the length of one that it goes over.</summary>
    public static CostModel Rewrite(int argument) => new(sizes => sizes[argument].Cost(PerChar), sizes => new SizeRange(0, sizes[argument].Max));

    /// <summary>Looks at each item of a list.</summary>
    public static CostModel Scan(int argument) => new(sizes => sizes[argument].Cost(1));

    /// <summary>Goes over the shorter of two.</summary>
    public static CostModel Compare { get; } = new(sizes =>
    {
        var smaller = Math.Min(sizes[0].Max, sizes[1].Max);
        return new CostRange(
            SaturatedMath.Scale(smaller == 0 ? 0 : Math.Max(1, Math.Min(sizes[0].Min, sizes[1].Min)), PerChar),
            SaturatedMath.Scale(smaller, PerChar));
    });

    /// <summary>Puts two texts behind one another.</summary>
    public static CostModel Join { get; } = new(sizes => sizes[0].Add(sizes[1]).Cost(PerChar), sizes => sizes[0].Add(sizes[1]));

    /// <summary>Puts two lists behind one another, without going over them.</summary>
    public static CostModel JoinLists { get; } = new(null, sizes => sizes[0].Add(sizes[1]));

    /// <summary>Looks for one text in another, at each of its places.</summary>
    public static CostModel Search { get; } = new(sizes => sizes[0].Cost(PerChar).Times(sizes[1].Cost(PerChar)));

    /// <summary>Runs a regular expression, the second argument, over a text. An empty text is not free.</summary>
    public static CostModel Match { get; } = new(
        sizes => sizes[0].Add(SizeRange.One).Cost(PerChar).Times(sizes[1].Cost(PerPatternChar)), sizes => new SizeRange(0, sizes[0].Max));

    /// <summary>Looks for the place of one text in another: as <see cref="Search"/>, for which upstream foresees one walk.</summary>
    public static CostModel Place { get; } = Search with { Estimate = static sizes => sizes[0].Cost(PerChar) };

    /// <summary>Looks for each item of one list in another, so many times.</summary>
    public static CostModel Pairs(double times) => new(sizes => sizes[0].Times(sizes[1]).Cost(times).Add(CostRange.Exactly(1)));
}
